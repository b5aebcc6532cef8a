# SPDX-License-Identifier: BSD-2-Clause
# Binds X.2 to AMD64: entry and exit, registers, the kernel's start.
obj-$(CONFIG_HARDEN_RETPOLINE) += retpoline.o
obj-y += boot.o
obj-$(CONFIG_CONSOLE_IN_MEMORY) += console_memory.o
obj-y += cpu.o
obj-y += debug_trap.o
obj-y += entry.o
obj-$(CONFIG_IPC_FASTPATH) += fastpath.o
obj-y += firmware.o
obj-y += fpu_state.o
obj-y += frame.o
obj-y += init.o
obj-y += io_instruction.o
obj-y += irq.o
obj-y += leave.o
obj-$(CONFIG_SMP) += line_events.o
obj-$(CONFIG_LIPC_USER) += lipc.o
obj-$(CONFIG_LIPC_USER) += lipc_entry.o
obj-$(if $(CONFIG_HARDEN_TABLES),,y) += look.o
obj-y += no_long_mode.o
obj-y += panic.o
obj-$(CONFIG_HARDEN_TABLES) += passage.o
obj-$(CONFIG_SMP) += processors.o
obj-y += reserved.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest.o
obj-$(CONFIG_SMP) += stop.o
obj-y += stubs.o
obj-y += syscalls.o
obj-$(if $(CONFIG_HARDEN_SPACES)$(CONFIG_HARDEN_TABLES),,y) += thread_switch.o
obj-$(CONFIG_SMP) += trampoline.o
obj-y += traps.o

subdir-$(CONFIG_COMPAT32) += compat
small-y += console_memory.o cpu.o debug_trap.o firmware.o init.o io_instruction.o panic.o
small-y += processors.o reserved.o

# Message registers and those of SYSCALL are not the compiler's. Clang has no such options.
ifneq ($(clang),)
cc-fastpath.o := $(CROSS_COMPILE)gcc
fastpath-gcc := -I$(call asked,$(CROSS_COMPILE)gcc -print-file-name=include) \
	$(if $(CONFIG_HARDEN_RETPOLINE),$(retpoline-gcc))
cflags-fastpath.o += $(fastpath-gcc)
endif
fastpath-fixed := rax rbx rcx r8 r9 r10 r11 r12 r13 r14 r15
cflags-fastpath.o += $(addprefix -ffixed-,$(fastpath-fixed)) -fomit-frame-pointer

# Run before the check of the processor generation.
cflags-console_memory.o += $(march-before-check)
cflags-cpu.o += -march=x86-64
cflags-firmware.o += $(march-if-early)
cflags-init.o += -march=x86-64
cflags-processors.o += -march=x86-64
cflags-reserved.o += $(march-if-early)
