# SPDX-License-Identifier: BSD-2-Clause
# A root task to try consoles with: prints and reads, and says how it went.
obj-y := main.o
libs-y := l4 rt plat

# A thread without FPU state.
cflags-y += $(no-fpu)
