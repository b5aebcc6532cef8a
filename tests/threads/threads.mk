# SPDX-License-Identifier: BSD-2-Clause
# Links the kernel for several processors with the host port and the tests of this folder into one
# program:
#   make -f tests/threads/threads.mk O=<folder> [CC=<compiler>] [SANITIZE=]

O          ?= build/threads
CONFIG_SMP := y
SANITIZE   ?= -fsanitize=thread

.PHONY: program
program: $(O)/threads-tests

include tests/host/host.mk

tests-y :=
include tests/threads/build.mk
threads-objs := $(addprefix $(O)/tests/,host/main.o smp/several.o) \
	$(addprefix $(O)/tests/threads/,$(tests-y))

$(O)/threads-tests: $(kernel-objs) $(hosted-objs) $(threads-objs)
	@$(CC) $(flags) $(wrap) -o $@ $^ $(CMOCKA) -lpthread

$(filter $(O)/tests/threads/% $(O)/tests/smp/%,$(threads-objs)): $(O)/%.o: %.c \
		$(before-all)
	@mkdir -p $(@D)
	@$(CC) $(hosted-flags) -Itests/smp -MD $(depends) -c -o $@ $<

-include $(patsubst %.o,%.d,$(threads-objs))
