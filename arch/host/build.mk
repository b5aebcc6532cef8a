# SPDX-License-Identifier: BSD-2-Clause
# An ordinary process as a processor. hosted-y is compiled with the C library's headers.
obj-y += clock.o
obj-y += console.o
obj-y += iobitmap.o
obj-$(CONFIG_SMP) += notify.o
obj-y += paging.o
obj-y += preempt.o
obj-y += tlb.o
hosted-y += hosted.o
