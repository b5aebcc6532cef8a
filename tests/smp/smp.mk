# SPDX-License-Identifier: BSD-2-Clause
# Links the kernel for several processors with the host port and the tests of this folder into one
# program:
#   make -f tests/smp/smp.mk O=<folder> [CC=<compiler>] [SANITIZE=]

O          ?= build/smp
CONFIG_SMP := y

.PHONY: program
program: $(O)/smp-tests

include tests/host/host.mk

tests-y :=
include tests/smp/build.mk
smp-objs := $(O)/tests/host/main.o $(addprefix $(O)/tests/smp/,$(tests-y))

$(O)/smp-tests: $(kernel-objs) $(hosted-objs) $(smp-objs)
	@$(CC) $(flags) $(wrap) -o $@ $^ $(CMOCKA) -lpthread

$(filter $(O)/tests/smp/%,$(smp-objs)): $(O)/%.o: %.c $(before-all)
	@mkdir -p $(@D)
	@$(CC) $(hosted-flags) -Itests/smp -MD $(depends) -c -o $@ $<

-include $(patsubst %.o,%.d,$(smp-objs))
