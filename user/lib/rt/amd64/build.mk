# SPDX-License-Identifier: BSD-2-Clause
obj-y += stack.o
cflags-y += -mgeneral-regs-only
