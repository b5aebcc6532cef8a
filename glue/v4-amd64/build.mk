# SPDX-License-Identifier: BSD-2-Clause
# Binds X.2 to AMD64: entry and exit, registers, the kernel's start.
obj-y += boot.o
obj-y += debug_trap.o
obj-y += entry.o
obj-y += fpu_state.o
obj-y += frame.o
obj-y += init.o
obj-y += io_instruction.o
obj-y += irq.o
obj-y += leave.o
obj-y += panic.o
obj-y += stubs.o
obj-y += syscalls.o
obj-y += traps.o

# Runs before the check of the processor generation.
cflags-init.o += -march=x86-64
