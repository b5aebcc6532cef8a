# SPDX-License-Identifier: BSD-2-Clause
# Ways to end a run on a PC.
obj-y += power.o
shared-y += acpi.o acpi_off.o acpi_register.o loader_record.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
