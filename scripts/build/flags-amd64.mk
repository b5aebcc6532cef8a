# SPDX-License-Identifier: BSD-2-Clause
# AMD64: tools and machine flags. kickstart is a 32-bit program with a compiler of its own.

CROSS_COMPILE   ?=
CROSS_COMPILE32 ?= i686-linux-gnu-
clang-target    := x86_64-linux-gnu

# For threads without FPU state.
no-fpu            := -mgeneral-regs-only
machine-common    := -fcf-protection=none
machine-kernel    := $(no-fpu) \
	$(if $(CONFIG_FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer) \
	-march=$(march) -mtune=generic -mno-red-zone -mcmodel=kernel
# kickstart runs on any 32-bit processor as well, to let the kernel say what is missing.
machine-kickstart := $(no-fpu) -fno-omit-frame-pointer -march=i486
# What programs may be built for.
abis              := amd64
machine-user-amd64 := -march=x86-64 -mtune=generic -mno-red-zone -mcmodel=small

page-size := 4096
