# SPDX-License-Identifier: BSD-2-Clause
# SPARC-V9: tools and machine flags.

CROSS_COMPILE   ?= sparc64-linux-gnu-
clang-target    := sparc64-linux-gnu

# For threads without FPU state.
no-fpu            := -mno-fpu
machine-kernel    := -m64 -mcpu=$(march) -mcmodel=medany $(no-fpu) -mno-app-regs

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
