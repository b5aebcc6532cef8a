# SPDX-License-Identifier: BSD-2-Clause
# Binds X.2 to the host port: registers are fields, system calls are calls.
obj-y += debug_trap.o
obj-y += fastpath.o
obj-y += frame.o
obj-y += init.o
obj-y += irq.o
obj-y += leave.o
obj-$(CONFIG_LIPC_USER) += lipc.o
obj-y += panic.o
obj-$(CONFIG_SMP) += processor.o
