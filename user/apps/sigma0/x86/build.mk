# SPDX-License-Identifier: BSD-2-Clause
# What sigma0 knows of PCs.
obj-y += machine.o
shared-y += acpi.o acpi_ranges.o loader_record.o

# The thread that everybody waits for has no FPU state.
cflags-y += $(no-fpu)
