# SPDX-License-Identifier: BSD-2-Clause
# Builds, configures, runs and tests Filbert. One make reads the whole tree: each source folder
# says in its build.mk what it contributes, the rules are in scripts/*.mk.  Start with: make help

MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

ifneq ($(words $(CURDIR)),1)
$(error The path of the source tree must not contain blanks)
endif

# Output folder, and V=1 for full command lines.
O       ?= build
V       ?= 0

override O := $(patsubst %/,%,$(O))
ifeq ($(realpath $(O)),$(CURDIR))
$(error O=$(O): the output folder must not be the source tree)
endif

# Single-letter options that make was given, behind a dash.
options := $(firstword -$(MAKEFLAGS))

Q   := $(if $(filter 1,$(V)),,@)
say  = $(if $(filter 1,$(V))$(findstring s,$(options)),@:,@printf '  %-7s %s\n' '$1' '$2')

.PHONY: FORCE
FORCE:

# Goals that need neither a configuration nor the tools.
passive-goals := help deps clean mrproper checkconfigs menuconfig nconfig oldconfig olddefconfig \
	defconfig savedefconfig listnewconfig randconfig allyesconfig allnoconfig %_defconfig \
	%.config
# Goals that install what they miss.
eager-goals   := run test test-bochs qemu debug iso run-iso check randconfigs bench \
	bench-profile bench-check bench-baseline irqs-off irqs-off-long fuzz fuzz-target

goals        := $(or $(MAKECMDGOALS),all)
active-goals := $(filter-out $(passive-goals),$(goals))

ifneq ($(and $(active-goals),$(filter $(passive-goals),$(goals))),)

# `make mrproper amd64-bench_defconfig all`: one after the other, whatever -j says.
.PHONY: $(goals) one-by-one
$(goals): one-by-one
	@:
one-by-one:
	@set -e; for goal in $(goals); do $(MAKE) -f Makefile $$goal; done

else

include scripts/kconfig.mk

ifneq ($(active-goals),)

ifneq ($(filter $(eager-goals),$(goals)),)
ifeq ($(findstring n,$(options)),)
ifneq ($(shell scripts/deps.sh $(filter bench test-bochs,$(goals)) >&2; echo $$?),0)
$(error The tools above are missing)
endif
endif
endif

include $(O)/include/config/auto.conf
include scripts/flags.mk
include scripts/engine.mk
include scripts/image.mk
include scripts/check.mk
include scripts/bench.mk

endif

.PHONY: deps clean mrproper help

deps:
	@scripts/deps.sh

outputs := obj include user filbert-kernel filbert-kernel.debug kickstart kickstart.debug \
	filbert.iso compile_commands.json gdbinit tests bench bench-slow fuzz-target check \
	randconfigs

clean:
	$(Q)rm -rf $(addprefix $(O)/,$(outputs))

mrproper: clean
	$(Q)rm -rf $(addprefix $(O)/,.config .config.old defconfig)
	$(Q)if [ -d $(O) ]; then rmdir --ignore-fail-on-non-empty $(O); fi

help:
	@sed -e 's/@O@/$(subst /,\/,$(O))/' scripts/help.txt
	@printf '    %s\n' $(defconfigs)

# None of the makefiles is itself built; saying so saves a search for each.
Makefile: ;
scripts/%.mk %/build.mk: ;

endif
