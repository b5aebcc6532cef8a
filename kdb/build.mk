# SPDX-License-Identifier: BSD-2-Clause
# Kernel debugger: the core, then one object for each group of commands.
obj-y += core.o
obj-y += keys.o
obj-y += line.o
obj-y += print.o
obj-y += args.o
obj-y += control.o
obj-y += registers.o
obj-y += threads.o
obj-y += spaces.o
obj-y += queues.o
obj-y += memory.o
obj-y += kmem.o
obj-y += kip.o
obj-y += breakpoints.o
obj-y += breakin.o
subdir-$(CONFIG_ARCH_AMD64) += amd64/
