# SPDX-License-Identifier: BSD-2-Clause
# The processor, its clock, interrupt sources, firmware and console devices.
obj-y += bits.o
obj-y += clock.o
obj-y += console.o
obj-y += cpu.o
obj-y += firmware_call.o
obj-y += halt.o
obj-y += mmu_miss.o
obj-y += openfirmware.o
obj-y += paging.o
obj-y += pci_host.o
obj-y += preempt.o
obj-y += tlb.o
obj-$(CONFIG_CONSOLE_UART) += uart.o
