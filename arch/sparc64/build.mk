# SPDX-License-Identifier: BSD-2-Clause
# The processor and its firmware; sun4u/ is the machine around it.
obj-y += bits.o
obj-y += clock.o
obj-y += console.o
obj-y += cpu.o
obj-y += fpu.o
obj-y += fpu_regs.o
obj-y += halt.o
obj-y += mmu_miss.o
obj-y += paging.o
obj-y += tlb.o
obj-y += tsb.o
shared-y += openfirmware.o
subdir-y += sun4u
small-y += console.o cpu.o halt.o openfirmware.o
