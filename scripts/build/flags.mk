# SPDX-License-Identifier: BSD-2-Clause
# Compilers and their flags, one set for each kind of object: kernel, kickstart, user.

unquote = $(patsubst "%",%,$1)
march  := $(call unquote,$(CONFIG_ARCH_CFLAGS_MARCH))

# Name of the port, and the source folders that it has beside the kernel's.
arch             := $(if $(CONFIG_ARCH_SPARC64),sparc64,amd64)
kickstart-folder := kickstart
user-folder      := user
include scripts/build/flags-$(arch).mk

CC      := $(CROSS_COMPILE)gcc
LD      := $(CROSS_COMPILE)ld
AR      := $(CROSS_COMPILE)ar
NM      := $(CROSS_COMPILE)nm
OBJCOPY := $(CROSS_COMPILE)objcopy
CC32    := $(CROSS_COMPILE32)gcc
LD32    := $(CROSS_COMPILE32)ld

# For memcpy and its like: a loop stays a loop, it does not become a call of memcpy.
no-loop-idioms := -fno-tree-loop-distribute-patterns
# Variables lie in the order of the source, as clang has them anyway.
source-order   := -fno-toplevel-reorder

# make CC=clang: the second compiler, for every kind of object; binutils stay those of GNU.
# It may be called through another program, as in CC="ccache clang".
ifneq ($(findstring clang,$(notdir $(filter-out -%,$(CC)))),)
clang         := $(CC)
override CC   := $(clang) --target=$(clang-target)
override CC32 := $(clang) --target=i686-linux-gnu
no-loop-idioms := -fno-builtin
source-order   :=
# Lines that are no instructions pass only through an assembler of its own.
flags-gen      := -fno-integrated-as
endif

asked = $(shell $(clean-env) $1 2>/dev/null)
no-such = $(error there is no compiler $1 to be run$(if $(own-tools),: it is named by \
	$(own-tools),; `make deps` installs what is missing))

# The compiler's own headers, the only ones from outside the tree.
own-headers   := $(call asked,$(CC) -print-file-name=include)
libgcc        := $(call asked,$(CC) -print-libgcc-file-name)
ifneq ($(words $(own-headers)),1)
$(call no-such,$(CC))
endif
ifneq ($(suffix-ia32),)
own-headers32 := $(call asked,$(CC32) -print-file-name=include)
libgcc32      := $(call asked,$(CC32) -print-libgcc-file-name)
ifneq ($(words $(own-headers32)),1)
$(call no-such,$(CC32))
endif
endif

# The same sources give the same bits, wherever source tree and output folder lie.
prefix-maps := -ffile-prefix-map=$(abspath $(O))=build -ffile-prefix-map=$(O)=build \
	-ffile-prefix-map=$(CURDIR)=.

flags-common := -std=gnu11 -ffreestanding -nostdinc -O2 -g -fno-pic -fno-pie \
	-fno-stack-protector -fno-common -fno-strict-aliasing -fno-asynchronous-unwind-tables \
	-Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-gno-record-gcc-switches $(prefix-maps) $(machine-common) \
	-include $(O)/include/generated/autoconf.h

# What C++ sources are compiled with besides, and what C++ does not know.
flags-cxx := -std=gnu++17 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit
c-only    := -std=gnu11 -Wmissing-prototypes -Wstrict-prototypes

includes-kernel := arch/base/lib/include arch/base/include arch/$(arch)/include \
	generic/include api/v4/include glue/v4-$(arch)/include kdb/include
includes-kickstart := kickstart/include arch/base/lib/include arch/base/include \
	arch/$(arch)/include api/v4/include
includes-user := $(wildcard user/lib/*/include) arch/base/lib/include api/v4/include

include-path = $(addprefix -I,$(wildcard $1) $(O)/include)

# The kernel's functions are aligned, what lies in them is not: padding is code that caches hold.
# Clang has no such options.
flags-kernel := $(flags-common) $(machine-kernel) \
	$(if $(clang),,-falign-jumps=1 -falign-loops=1) -isystem $(own-headers) \
	$(call include-path,$(includes-kernel))
flags-kickstart := $(flags-common) $(machine-kickstart) -isystem $(own-headers-kickstart) \
	$(call include-path,$(includes-kickstart))
# Programs, for each ABI: flags-CPU.mk names machine flags, and tools where they are others.
define abi-flags
cc-user-$1 ?= $$(CC)
ld-$1 ?= $$(LD)
libgcc-$1 ?= $$(libgcc)
own-headers-$1 ?= $$(own-headers)
flags-user-$1 := $$(flags-common) $$(machine-user-$1) -isystem $$(own-headers-$1) \
	$$(call include-path,$$(includes-user))
endef
$(foreach a,$(abis),$(eval $(call abi-flags,$a)))

cc-kernel := $(CC)

ldflags := -static -nostdlib --build-id=none -z noexecstack \
	-z max-page-size=$(page-size) --fatal-warnings
