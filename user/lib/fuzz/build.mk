# SPDX-License-Identifier: BSD-2-Clause
# Random system calls, for the fuzzing root task; the host tests use the same source.
obj-y += calls.o script.o source.o

cflags-y += $(no-fpu)
