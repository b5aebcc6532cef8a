# SPDX-License-Identifier: BSD-2-Clause
# Ways to end a run on a PC.
obj-y += acpi.o power.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += -mgeneral-regs-only
