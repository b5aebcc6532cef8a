# SPDX-License-Identifier: BSD-2-Clause
# AMD64: tools and machine flags. kickstart is a 32-bit program with a compiler of its own.

CROSS_COMPILE   ?=
CROSS_COMPILE32 ?= i686-linux-gnu-
clang-target    := x86_64-linux-gnu

# For threads without FPU state.
no-fpu            := -mgeneral-regs-only
machine-common    := -fcf-protection=none
# Indirect calls go through glue/v4-amd64/retpoline.S.
retpoline-gcc     := -mindirect-branch=thunk-extern -mindirect-branch-register
clang-only        := -mretpoline-external-thunk
machine-kernel    = $(no-fpu) \
	$(if $(CONFIG_FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer) \
	-march=$(march) -mtune=generic -mno-red-zone -mcmodel=kernel \
	$(if $(CONFIG_HARDEN_BOUNDS)$(CONFIG_HARDEN_RETPOLINE),-fno-jump-tables) \
	$(if $(CONFIG_HARDEN_RETPOLINE),$(if $(clang),$(clang-only),$(retpoline-gcc)))
kickstart-machine := pc
cc-kickstart       = $(CC32)
ld-kickstart       = $(LD32) -m elf_i386
libgcc-kickstart   = $(libgcc32)
own-headers-kickstart = $(own-headers32)
# kickstart runs on any 32-bit processor as well, to let the kernel say what is missing.
machine-kickstart := $(no-fpu) -fno-omit-frame-pointer -march=i486
# What programs are built for; those of 32 bits by kickstart's compiler.
abis              := amd64 $(if $(CONFIG_COMPAT32),ia32)
family-amd64      := x86
machine-user-amd64 := -march=x86-64 -mtune=generic -mno-red-zone -mcmodel=small
family-ia32       := x86
suffix-ia32       := .32
machine-user-ia32 := -march=i686 -mtune=generic
cc-user-ia32       = $(CC32)
ld-ia32            = $(LD32) -m elf_i386 --no-warn-rwx-segments
libgcc-ia32        = $(libgcc32)
own-headers-ia32   = $(own-headers32)

page-size := 4096
