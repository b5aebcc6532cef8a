# SPDX-License-Identifier: BSD-2-Clause
# Proofs that the tree obeys its own rules, and builds of configurations that nobody chose.

# Some of the checks only: CHECKS=style,shell or CHECKS="style shell"
CHECKS ?=
# How many random configurations, and which.
N      ?= 20
SEED   ?= 1

# What is proved by compiling is proved for each architecture, with one of its configurations.
other-archs   := $(filter-out $(arch),\
	$(sort $(foreach d,$(defconfigs),$(firstword $(subst -, ,$d)))))
other-configs := $(foreach a,$(other-archs),$(firstword $(filter $a-%,$(defconfigs))))
# And for a kernel for several processors beside one for one.
other-configs += $(filter-out $(if $(CONFIG_SMP),%),$(filter $(arch)-smp_defconfig,$(defconfigs)))
other-checks  := $(other-configs:%_defconfig=check.%)

.PHONY: check check.this $(other-checks) check-models randconfigs

check: check.this $(if $(CHECKS),,$(other-checks))

check.this: all checkconfigs
	@scripts/checks/run $(call option,only,CHECKS) $(O)

$(other-checks): check.%: check.this
	@echo '  also for $*:'
	@$(MAKE) -s O=$(O)/check/$* $*_defconfig all >/dev/null
	@scripts/checks/run --only=symbols,cycles,headers,sparse,stack $(O)/check/$*

# What processors do with each other, searched before and beside the code; MODEL='ipc CALL' for the
# rows that begin so.
check-models:
	@tests/models/run $(call option,only,MODEL) $(O)

randconfigs:
	@scripts/test/randconfigs --arch=$(if $(CONFIG_ARCH_SPARC64),ARCH_SPARC64,ARCH_AMD64) \
		$(O)/randconfigs $(N) $(SEED)
