# SPDX-License-Identifier: BSD-2-Clause
# The root task that tests the kernel, sigma0 and the library from user level. A folder is a suite:
# its sources are found, those in a folder named after a processor are that processor's. harness/
# is what the suites share.
test-folder := user/apps/test
test-sources := $(sort $(wildcard $(test-folder)/*/*.c \
	$(foreach f,$(sort $(abi) $(family)),$(test-folder)/*/$f/*.[cS])))
obj-y := $(addsuffix .o,$(basename $(test-sources:$(test-folder)/%=%)))
libs-y := fuzz l4 rt plat tap

# Spaces of partners see both programs.
ifeq ($(abi),ia32)
link-base := 0x2000000
endif

cflags-y := -I$(test-folder)/harness -I$(test-folder)/harness/$(abi) \
	-I$(test-folder)/harness/$(family)
# A thread without FPU state, except where a test is about that state.
cflags-y += $(no-fpu)
# Tests run in the order of the source.
cflags-y += $(source-order)
