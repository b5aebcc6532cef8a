# SPDX-License-Identifier: BSD-2-Clause
# SPARC-V9: tools and machine flags. The firmware loads the kernel itself: no kickstart; no
# programs of users yet.

CROSS_COMPILE   ?= sparc64-linux-gnu-
clang-target    := sparc64-linux-gnu

# For threads without FPU state.
no-fpu            := -mno-fpu
machine-kernel    := -m64 -mcpu=$(march) -mcmodel=medany $(no-fpu) -mno-app-regs

abis           := sparc64
family-sparc64 := sparc64
page-size := 8192

kickstart-folder :=
user-folder      :=
