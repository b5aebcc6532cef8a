# SPDX-License-Identifier: BSD-2-Clause
# 32-bit programs: their entry and exit, registers, gates.
obj-y += entry.o
obj-y += frame.o
obj-y += init.o
obj-y += stubs.o
obj-y += syscalls.o
