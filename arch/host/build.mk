# SPDX-License-Identifier: BSD-2-Clause
# An ordinary process as a processor. hosted-y is compiled with the C library's headers.
obj-y += clock.o
obj-y += console.o
obj-y += iobitmap.o
obj-y += memory.o
obj-y += mmu.o
hosted-y += hosted.o
