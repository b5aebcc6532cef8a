# SPDX-License-Identifier: BSD-2-Clause
# Links generic and api with the host port and the tests into one program:
#   make -f tests/host/host.mk O=<folder> [CC=<compiler>] [SANITIZE=]
# or with another program, from sources in tests/: tests/fuzz/fuzz.mk includes this file.
# The lists of objects are those of the folders' build.mk. Kernel sources see the kernel's headers
# only; tests and the few objects of hosted-y see those of the C library too.

MAKEFLAGS += -rR --no-print-directory
.DELETE_ON_ERROR:

O        ?= build/host
# y: a kernel for several processors.
CONFIG_SMP ?=
CONFIG_HAVE_KICKSTART := y
CC       ?= gcc
ifeq ($(origin CC),default)
CC       := gcc
endif
# With the words in the UTCB that AMD64 has.
CONFIG_LIPC_USER := $(if $(filter x86_64-%,$(shell $(CC) -dumpmachine)),y)
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
# The tests' library; "stand-in" where there is none for the compiler's target.
CMOCKA   ?= -lcmocka

layers   := arch/host generic api/v4 glue/v4-host \
	api/v4/compat glue/v4-host/compat $(if $(CONFIG_SMP),api/v4/smp) user/lib/fuzz tests/host
includes := arch/base/lib arch/base arch/host generic api/v4 glue/v4-host user/lib/fuzz
# The C library has these.
left-out := generic/libcalls.o arch/base/lib/string.o

define collect
$(foreach v,obj-y shared-y hosted-y tests-y,$(eval $v :=))
$(eval include $1/build.mk)
$(eval kernel-objs += $(addprefix $1/,$(obj-y)) $(addprefix arch/base/lib/,$(shared-y)))
$(eval hosted-objs += $(addprefix $1/,$(hosted-y)))
$(eval tests-objs += $(addprefix $1/,$(tests-y)))
endef
$(foreach d,$(layers),$(call collect,$d))

kernel-objs := $(addprefix $(O)/,$(filter-out $(left-out),$(kernel-objs)))
hosted-objs := $(addprefix $(O)/,$(hosted-objs))
tests-objs  := $(addprefix $(O)/,$(tests-objs))

flags := -std=gnu11 -g -O1 -fno-common -fno-strict-aliasing -fno-omit-frame-pointer \
	-Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes $(SANITIZE) \
	-DCONFIG_DEBUG_ASSERT=1 -DCONFIG_COMPAT32=1 -DKMEM_BY_CALL=1 \
	$(if $(CONFIG_LIPC_USER),-DCONFIG_LIPC_USER=1) \
	$(if $(CONFIG_SMP),-DCONFIG_SMP=1 -DCONFIG_NR_CPUS=$(or $(NR_CPUS),4) -DSHARED_POINTS=1)

# Hidden: where a function has the name of one of the C library, each side has its own.
kernel-flags := $(flags) -ffreestanding -fvisibility=hidden \
	-nostdinc -isystem $(shell $(CC) -print-file-name=include) \
	$(patsubst %,-I%/include,$(includes)) -I$(O)/include

# -isystem: attributes of arch/base have names that the C library also uses (and -MD, not -MMD).
hosted-flags := $(flags) $(patsubst %,-isystem %/include,$(includes)) -isystem $(O)/include \
	-Itests/host -Igeneric

ifeq ($(CMOCKA),stand-in)
override CMOCKA :=
hosted-objs  += $(O)/tests/host/cmocka/cmocka.o
hosted-flags += -Itests/host/cmocka
endif

# Tests poison freed kernel memory; the allocator itself may touch it.
$(foreach f,kmem kmem_block kmem_cache,\
	$(eval flags-$(O)/generic/$f.o := -fno-sanitize=address -Dkmemset=kmem_memset))

# Tests stand between the kernel and its allocator.
wrapped := kmem_alloc kmem_free kmem_alloc_whole kmem_free_whole \
	kmem_alloc_held kmem_free_held kmem_pile_fill kmem_pile_close kmem_pile_turn \
	kmem_alloc_pages kmem_zalloc_pages kmem_free_pages kmem_alloc_table kmem_free_table
comma   := ,
wrap    := $(patsubst %,-Wl$(comma)--wrap=%,$(wrapped))

# Whatever folder the objects are in, and however that is named: their dependencies say $(O).
depends = -MT '$$(O)$(patsubst $(O)%,%,$@)' -MP

# With other flags, or another compiler, everything is compiled anew.
made-with := $(CC) $(filter-out %$(O)/include,$(kernel-flags) $(hosted-flags))
ifneq ($(strip $(made-with)),$(strip $(file <$(O)/flags)))
$(shell mkdir -p $(O))
$(file >$(O)/flags,$(made-with))
endif
before-all := $(O)/flags $(O)/include/generated/version.h

$(O)/host-tests: $(kernel-objs) $(hosted-objs) $(tests-objs)
	@$(CC) $(flags) $(wrap) -o $@ $^ $(CMOCKA)

$(kernel-objs): $(O)/%.o: %.c $(before-all)
	@mkdir -p $(@D)
	@$(CC) $(kernel-flags) $(flags-$@) -MMD $(depends) -c -o $@ $<

$(hosted-objs) $(tests-objs): $(O)/%.o: %.c $(before-all)
	@mkdir -p $(@D)
	@$(CC) $(hosted-flags) $(flags-$@) -MD $(depends) -c -o $@ $<

$(O)/include/generated/version.h: VERSION
	@scripts/build/version.sh $@

-include $(patsubst %.o,%.d,$(kernel-objs) $(hosted-objs) $(tests-objs))
