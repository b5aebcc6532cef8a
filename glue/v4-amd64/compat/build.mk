# SPDX-License-Identifier: BSD-2-Clause
# 32-bit programs: their entry and exit, registers, gates.
obj-y += entry.o
obj-$(CONFIG_IPC_FASTPATH) += fastpath.o
obj-$(CONFIG_IPC_FASTPATH) += fastpath_to32.o
obj-y += frame.o
obj-y += init.o
obj-y += stubs.o
obj-y += syscalls.o
small-y += init.o

# As ../fastpath.c: registers of the message and of the entry are not the compiler's.
ifneq ($(clang),)
cc-fastpath.o := $(CROSS_COMPILE)gcc
cc-fastpath_to32.o := $(CROSS_COMPILE)gcc
endif
compat-fixed := rbx rcx rbp rsi r10 r11 r12 r13 r14 r15
cflags-fastpath.o += $(fastpath-gcc) $(addprefix -ffixed-,$(compat-fixed)) \
	-fomit-frame-pointer
cflags-fastpath_to32.o += $(fastpath-gcc) $(addprefix -ffixed-,$(fastpath-fixed)) \
	-fomit-frame-pointer
