# SPDX-License-Identifier: BSD-2-Clause
# The root task that executes what `make bench` counts.
obj-y := main.o mark.o threads.o pager.o ipc.o calls.o faults.o memory.o strings.o time.o
obj-y += processors.o ratio.o flood.o interrupt.o
subdir-y += $(addsuffix /,$(sort $(abi) $(family)))
libs-y := l4 rt plat

cflags-y += $(addprefix -Iuser/apps/bench/,$(sort $(abi) $(family)))

# The threads measured have no FPU state.
cflags-y += $(no-fpu)
