# SPDX-License-Identifier: BSD-2-Clause
# SPARC-V9: tools and machine flags.

CROSS_COMPILE   ?= sparc64-linux-gnu-
clang-target    := sparc64-linux-gnu

# For threads without FPU state.
no-fpu            := -mno-fpu
# Addresses of variables are made from %g4, and the processor's record is in %g6. The kernel runs
# with total store order, and so need not ask for it. No chains of conditional moves where a test is
# expected to go one way.
machine-kernel    := -m64 -mcpu=$(march) -mcmodel=embmedany $(no-fpu) -mno-app-regs -ffixed-g4 \
	-ffixed-g6 -mmemory-model=tso -fno-if-conversion -fno-if-conversion2 \
	--param=logical-op-non-short-circuit=0

abis                 := sparc64
family-sparc64       := sparc64
# Programs lie below 4 GiB.
machine-user-sparc64 := -m64 -mcpu=ultrasparc -mcmodel=medlow

kickstart-machine     := sun4u
machine-kickstart     := -m64 -mcpu=ultrasparc -mcmodel=medlow $(no-fpu)
cc-kickstart           = $(CC)
ld-kickstart           = $(LD)
libgcc-kickstart       = $(libgcc)
own-headers-kickstart  = $(own-headers)

page-size := 8192
