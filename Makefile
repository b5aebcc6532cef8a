# SPDX-License-Identifier: BSD-2-Clause
# Builds, configures, runs and tests Filbert. One make reads the whole tree: each source folder
# says in its build.mk what it contributes, the rules are in scripts/*.mk.  Start with: make help

MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

include scripts/make/environment.mk

# Output folder, and V=1 for full command lines.
O       ?= build
V       ?= 0

# Single-letter options that make was given, behind a dash.
options := $(firstword -$(MAKEFLAGS))

Q   := $(if $(filter 1,$(V)),,@)
say  = $(if $(filter 1,$(V))$(findstring s,$(options)),@:,@printf '  %-7s %s\n' '$1' '$2')

.PHONY: FORCE
FORCE:

# Goals that need neither a configuration nor the tools.
passive-goals := help deps nightly release clean mrproper checkconfigs menuconfig nconfig \
	oldconfig olddefconfig defconfig savedefconfig listnewconfig randconfig allyesconfig \
	allnoconfig %_defconfig %.config
comma          := ,
# Goals that install what they miss: the groups of packages in scripts/make/deps.sh.
needs-build    := build $(if $(findstring clang,$(notdir $(CC))),clang)
needs-menuconfig := config
needs-nconfig  := config
needs-run      := $(needs-build) emulator
needs-qemu     := $(needs-run)
needs-debug    := $(needs-run) debugger
needs-iso      := $(needs-build) media
needs-floppy   := $(needs-iso)
needs-pxe      := $(needs-iso)
needs-efi      := $(needs-iso)
needs-run-iso  := $(needs-run) media $(if $(filter uefi,$(FIRMWARE)),firmware)
needs-run-pxe  := $(needs-run-iso)
needs-run-floppy := $(needs-run) media
needs-run-efi  := $(needs-run) media firmware
needs-test     := $(needs-build) $(or $(addprefix suite:,$(subst $(comma), ,$(SUITES))),test)
needs-test-long   := $(needs-build) test long bench
needs-nightly  := $(needs-build) test bench
needs-release  := release
needs-test-bochs  := $(needs-build) media bochs
needs-check    := $(needs-build) check
needs-check-models := models
needs-randconfigs := $(needs-run) check
needs-fuzz     := $(needs-build) fuzz
needs-fuzz-target := $(needs-run)
needs-stress   := $(needs-run)
needs-bench-check := $(needs-run) bench
needs-bench    := $(needs-bench-check) estimate
needs-bench-profile := $(needs-bench-check)
needs-bench-boot := $(needs-bench-check)
needs-bench-alike := $(needs-bench-check)
needs-bench-baseline := $(needs-bench-check)
needs-irqs-off := $(needs-bench-check)
needs-irqs-off-long := $(needs-bench-check)
# Any other: what configures, and the compilers, unless the user has named tools of his own.
needs-nothing  := help deps clean mrproper
own-tools      := $(strip $(foreach t,CC CC32 CROSS_COMPILE CROSS_COMPILE32,\
	$(if $(filter command,$(origin $t)),$t)))
needs-of = $(or $(needs-$1),$(if $(filter $(needs-nothing),$1),,$(if \
	$(strip $(own-tools) $(filter $(passive-goals),$1)),config,$(needs-build))))

goals        := $(or $(MAKECMDGOALS),all)
active-goals := $(filter-out $(passive-goals),$(goals))

# `make run hello` would boot another program before it missed a rule for `hello`.
booting  := $(filter run qemu debug iso floppy pxe efi run-iso run-floppy run-pxe run-efi,$(goals))
words-of-make := %/ $(passive-goals) all kernel kickstart user conformance compile_commands.json \
	$(patsubst needs-%,%,$(filter needs-%,$(.VARIABLES)))
programs-asked := $(if $(booting),$(filter-out $(words-of-make),$(goals)))
ifneq ($(programs-asked),)
$(error $(firstword $(programs-asked)) is no goal of make; to run a program of that name: \
	make $(firstword $(booting)) ROOT=$(firstword $(programs-asked)))
endif

# What boots or tests is built on all processors, unless make is told how many.
ifneq ($(booting)$(filter test test-long test-bochs,$(goals)),)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
endif

# The output folder is looked at before anything is written or removed: it must be ours, and one
# make at a time works in it.
folder-use := $(if $(filter clean mrproper,$(goals)),mine,$(if \
	$(filter-out help deps,$(goals)),ready))
several    := $(and $(active-goals),$(filter $(passive-goals),$(goals)))
outdir     := scripts/make/outdir.sh
ifneq ($(folder-use),)
complaint  := $(shell $(clean-env) $(outdir) $(if $(several),check,$(folder-use)) \
	$(call quote,$(CURDIR)) $(call quote,$(value O)))
ifneq ($(complaint),)
$(error $(complaint))
endif
endif
override O := $(patsubst %/,%,$(O))

ifneq ($(several),)

# `make mrproper amd64-bench_defconfig all`: one after the other, whatever -j says.
.PHONY: $(goals) one-by-one
$(goals): one-by-one
	@:
one-by-one:
	@set -e; for goal in $(goals); do $(MAKE) -f Makefile $$goal; done

else

needs := $(if $(findstring n,$(options)),,$(sort $(foreach g,$(goals),$(call needs-of,$g))))
ifneq ($(needs),)
ifneq ($(shell $(clean-env) scripts/make/deps.sh --out=$(O) \
	$(foreach n,$(needs),$(call quote,$n)) >&2; echo $$?),0)
$(error The packages above are missing)
endif
endif

include scripts/make/kconfig.mk

ifneq ($(active-goals),)

include $(O)/include/config/auto.conf
include scripts/build/flags.mk
include scripts/build/engine.mk
include scripts/boot/image.mk
include scripts/checks/check.mk
include scripts/bench/bench.mk

endif

.PHONY: deps nightly release clean mrproper help

deps:
	@scripts/make/deps.sh all

nightly:
	@scripts/nightly $(if $(N),--random=$(N)) $(if $(SEED),--seed=$(SEED)) \
		$(if $(TIME),--time=$(TIME)) $(O)/nightly

# All that is ever put into an output folder, but for the configuration and what marks the folder.
outputs := obj include user filbert-kernel filbert-kernel.debug kickstart kickstart.debug \
	filbert.iso filbert.img pxe efi release compile_commands.json gdbinit tests bench \
	bench-slow bench-lipc bench-smp bench-smp-slow bench-smp-lipc fuzz-target fuzz-target.log \
	fuzz-target-smp fuzz-target-smp.log check checkconfigs randconfigs
config-outputs := .config .config.old defconfig

# Named configurations, each in a folder of its own; CONFIGS="name name" for some of them.
release:
	@scripts/release/release \
		$(if $(value CONFIGS),--only=$(call quote,$(value CONFIGS))) $(O)/release

clean:
	$(Q)$(outdir) remove $(O) $(outputs)

mrproper: clean
	$(Q)$(outdir) remove $(O) $(config-outputs)
	$(Q)$(outdir) give-up $(O)

help:
	@sed -e 's/@O@/$(subst /,\/,$(O))/' scripts/make/help.txt
	@printf '    %s\n' $(defconfigs)

# None of the makefiles is itself built; saying so saves a search for each.
Makefile: ;
scripts/%.mk %/build.mk: ;

endif
