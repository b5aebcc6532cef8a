# SPDX-License-Identifier: BSD-2-Clause
# Kernel debugger: the core, then one object for each group of commands.
obj-y += core.o
obj-y += hooks.o
obj-y += keys.o
obj-y += line.o
obj-$(CONFIG_CONSOLE_RING) += log.o
obj-y += print.o
obj-y += args.o
obj-y += control.o
obj-y += registers.o
obj-y += threads.o
obj-y += utcb.o
obj-y += spaces.o
obj-$(CONFIG_SMP) += processors.o
obj-y += queues.o
obj-y += memory.o
obj-y += kmem.o
obj-y += kip.o
obj-y += breakpoints.o
obj-y += break.o
obj-y += breakin.o
subdir-y += $(arch)/
# Nobody measures the debugger.
cflags-y += -Os
