# SPDX-License-Identifier: BSD-2-Clause
# The fuzzing programs: libFuzzer around the kernel on the host port, and around kickstart.
#   make -f tests/fuzz/fuzz.mk O=<folder>

O         ?= build/fuzz
CC        := $(or $(shell command -v clang-14),clang)
SANITIZE  := -fsanitize=address,undefined -fno-sanitize-recover=all
programs  := $(O)/fuzz-calls $(O)/fuzz-kickstart

.PHONY: programs
programs: $(programs)

SANITIZE += -fsanitize=fuzzer-no-link
include tests/host/host.mk

# The sanitizers' library is linked in, and means the C library's function of this name.
kernel-flags += -Dsched_yield=kernel_sched_yield

# Linking with it brings libFuzzer's main.
with-fuzzer := -fsanitize=fuzzer

calls-objs := $(O)/tests/fuzz/calls.o
$(O)/fuzz-calls: $(kernel-objs) $(hosted-objs) $(calls-objs)
	@$(CC) $(flags) $(with-fuzzer) $(wrap) -o $@ $^ $(CMOCKA)

$(calls-objs): $(O)/%.o: %.c $(before-all)
	@mkdir -p $(@D)
	@$(CC) $(hosted-flags) -MD $(depends) -c -o $@ $<

# The loader's plain C files, as in tests/kickstart.
loader-objs := $(patsubst %.c,$(O)/%.o,$(wildcard kickstart/core/*.c kickstart/from/*.c \
	kickstart/machine/*/target.c arch/base/lib/openfirmware.c))
booter-objs := $(addprefix $(O)/,tests/fuzz/kickstart.o tests/kickstart/world.o)
loader-includes := -Ikickstart/core -Ikickstart/from -Iarch/base/lib/include \
	-Iarch/base/include -Iapi/v4/include -Itests/kickstart -Iuser/lib/fuzz/include

$(O)/fuzz-kickstart: $(loader-objs) $(booter-objs) $(O)/user/lib/fuzz/source.o \
		$(O)/arch/base/lib/format.o
	@$(CC) $(flags) $(with-fuzzer) -o $@ $^

$(loader-objs): $(O)/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	@$(CC) $(flags) -ffreestanding -nostdinc -isystem $(shell $(CC) -print-file-name=include) \
		$(loader-includes) -MMD $(depends) -c -o $@ $<

$(booter-objs): $(O)/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	@$(CC) $(flags) $(loader-includes) -MMD $(depends) -c -o $@ $<

-include $(patsubst %.o,%.d,$(calls-objs) $(loader-objs) $(booter-objs))
