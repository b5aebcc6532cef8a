# SPDX-License-Identifier: BSD-2-Clause
# Binds X.2 to SPARC-V9: entry and exit, registers, the kernel's start.
obj-y += boot.o
obj-y += debug_trap.o
obj-y += entry.o
obj-y += frame.o
obj-y += init.o
obj-y += irq.o
obj-y += leave.o
obj-y += memory.o
obj-y += panic.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest_user.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest_windows.o
obj-y += stubs.o
obj-y += syscalls.o
obj-y += trap_table.o
obj-y += traps.o
