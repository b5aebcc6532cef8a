# SPDX-License-Identifier: BSD-2-Clause
# Configuration targets, and the rules that turn .config into make variables and a C header.

default-defconfig := amd64-qemu_defconfig
defconfigs        := $(sort $(notdir $(wildcard configs/*_defconfig)))
fragments         := $(sort $(notdir $(wildcard configs/fragments/*.config)))
kconfig-files     := $(wildcard Kconfig */Kconfig */*/Kconfig */*/*/Kconfig)
kconfig           := scripts/make/kconfig.sh $(CURDIR) $(O)

# mconf and nconf spin for ever without a terminal.
need-terminal = @test -t 0 -a -t 1 || { echo '$@ needs a terminal' >&2; exit 1; }

.PHONY: defconfig menuconfig nconfig oldconfig olddefconfig savedefconfig listnewconfig \
	randconfig allyesconfig allnoconfig checkconfigs

defconfig: $(default-defconfig) ;

%_defconfig: FORCE
	@test -f configs/$@ || \
		{ echo 'no such file: configs/$@; there are: $(defconfigs)' >&2; exit 1; }
	$(Q)$(kconfig) defconfig=$(CURDIR)/configs/$@
	@echo 'configuration $@ written to $(O)/.config'

# A fragment changes the configuration that is there: make amd64-qemu_defconfig debug.config all
.PHONY: $(fragments)
$(fragments): | $(O)/.config
	$(Q)$(kconfig) merge=$(CURDIR)/configs/fragments/$@
	@echo 'fragment $@ merged into $(O)/.config'

menuconfig nconfig: | $(O)/.config
	$(need-terminal)
	$(Q)$(kconfig) $@

oldconfig olddefconfig listnewconfig: | $(O)/.config
	$(Q)$(kconfig) $@

randconfig allyesconfig allnoconfig:
	$(Q)$(kconfig) $@

savedefconfig: | $(O)/.config
	$(Q)$(kconfig) savedefconfig=defconfig
	@echo 'the shortest form of the configuration is in $(O)/defconfig'

# Each shipped configuration is in its shortest form, and no line of it is without effect.
checkconfigs:
	$(Q)for f in $(defconfigs); do \
		$(kconfig)/checkconfigs defconfig=$(CURDIR)/configs/$$f && \
		$(kconfig)/checkconfigs savedefconfig=defconfig && \
		diff -u configs/$$f $(O)/checkconfigs/defconfig || exit 1; \
	done
	$(Q)rm -rf $(O)/checkconfigs
	@echo 'configs/: all in their shortest form'

$(O)/.config:
	@echo 'no configuration yet: taking $(default-defconfig)'
	$(Q)$(kconfig) defconfig=$(CURDIR)/configs/$(default-defconfig)

# kconfig-conf touches include/config/<symbol>.h of exactly the symbols that changed; objects
# depend on those (scripts/build/fixdep.awk), never on autoconf.h itself.
$(O)/include/config/auto.conf: $(O)/.config $(kconfig-files) scripts/make/kconfig.sh
	$(call say,CONFIG,$(O)/.config)
	$(Q)$(kconfig) sync
