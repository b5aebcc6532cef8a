# SPDX-License-Identifier: BSD-2-Clause
# Compilers and their flags, one set for each kind of object: kernel, kickstart, user.

CROSS_COMPILE   ?=
CROSS_COMPILE32 ?= i686-linux-gnu-

CC      := $(CROSS_COMPILE)gcc
LD      := $(CROSS_COMPILE)ld
AR      := $(CROSS_COMPILE)ar
NM      := $(CROSS_COMPILE)nm
OBJCOPY := $(CROSS_COMPILE)objcopy
CC32    := $(CROSS_COMPILE32)gcc
LD32    := $(CROSS_COMPILE32)ld

unquote = $(patsubst "%",%,$1)
march  := $(call unquote,$(CONFIG_ARCH_CFLAGS_MARCH))

# The compiler's own headers, the only ones from outside the tree.
own-headers   := $(shell $(CC) -print-file-name=include)
own-headers32 := $(shell $(CC32) -print-file-name=include)
ifneq ($(words $(own-headers) $(own-headers32)),2)
$(error $(CC) or $(CC32) is missing; run: make deps)
endif
libgcc        := $(shell $(CC) -print-libgcc-file-name)
libgcc32      := $(shell $(CC32) -print-libgcc-file-name)

# The same sources give the same bits, wherever source tree and output folder lie.
prefix-maps := -ffile-prefix-map=$(abspath $(O))=build -ffile-prefix-map=$(O)=build \
	-ffile-prefix-map=$(CURDIR)=.

flags-common := -std=gnu11 -ffreestanding -nostdinc -O2 -g -fno-pic -fno-pie \
	-fno-stack-protector -fno-common -fno-strict-aliasing -fcf-protection=none \
	-Wall -Wextra -Werror -Wmissing-prototypes -Wstrict-prototypes \
	-gno-record-gcc-switches $(prefix-maps) \
	-include $(O)/include/generated/autoconf.h

flags-machine := -mgeneral-regs-only -fno-asynchronous-unwind-tables -fno-omit-frame-pointer

includes-kernel := arch/base/include arch/amd64/include generic/include api/v4/include \
	glue/v4-amd64/include kdb/include
includes-kickstart := kickstart/include arch/base/include arch/amd64/include api/v4/include
includes-user := $(wildcard user/lib/*/include) api/v4/include

include-path = $(addprefix -I,$(wildcard $1) $(O)/include)

flags-kernel := $(flags-common) $(flags-machine) -isystem $(own-headers) \
	$(call include-path,$(includes-kernel)) \
	-march=$(march) -mtune=generic -mno-red-zone -mcmodel=kernel
flags-kickstart := $(flags-common) $(flags-machine) -isystem $(own-headers32) \
	$(call include-path,$(includes-kickstart)) -march=i686
flags-user := $(flags-common) -fno-asynchronous-unwind-tables -isystem $(own-headers) \
	$(call include-path,$(includes-user)) -march=x86-64 -mtune=generic -mno-red-zone -mcmodel=small

cc-kernel    := $(CC)
cc-kickstart := $(CC32)
cc-user      := $(CC)

ldflags := -static -nostdlib --build-id=none -z noexecstack -z max-page-size=4096 --fatal-warnings
