# SPDX-License-Identifier: BSD-2-Clause
# The machine as a root task sees it: its command line, its consoles, and how a run ends.
obj-y += cmdline.o console.o console_driver.o exit.o memory.o module.o program.o uart.o
shared-y += bootinfo.o
subdir-y += $(family)/

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
