# SPDX-License-Identifier: BSD-2-Clause
# Test Anything Protocol: test output and the registry of tests.
obj-y += registry.o tap.o

# A program without floating point of its own stays a thread without FPU state.
cflags-y += $(no-fpu)
