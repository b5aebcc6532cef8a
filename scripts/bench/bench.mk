# SPDX-License-Identifier: BSD-2-Clause
# Measuring: the bench configuration in output folders of its own, and the plugin that counts.

# Which row to list: make bench-profile OP=ipc-0-inter
OP     ?=
# Which rows to measure; all if empty.
ROWS   ?=
# Fragments on top of the configuration that is measured: make bench WITH=harden-tables.config
WITH   ?=
HOSTCC ?= gcc

bench-config  := $(arch)-bench
bench-out     := $(O)/bench
bench-plugin  := $(bench-out)/count.so
# Other kernels for the same programs: without the short path of IPC, with Lipc in user mode, for
# several processors. Each begins with what it has in common with another one.
bench-kernels  := bench-slow $(if $(CONFIG_ARCH_AMD64),bench-lipc bench-smp bench-smp-slow \
	bench-smp-lipc)
fragments-bench-slow     := slowpath.config
fragments-bench-lipc     := lipc.config
fragments-bench-smp      := smp.config
fragments-bench-smp-slow := smp.config slowpath.config
fragments-bench-smp-lipc := smp.config lipc.config
like-bench-slow     := bench
like-bench-lipc     := bench
like-bench-smp      := bench
like-bench-smp-slow := bench-smp
like-bench-smp-lipc := bench-smp
bench-programs := bench sigma0 $(if $(CONFIG_ARCH_AMD64),bench.32)
plugin-folder  := scripts/bench/plugin

# With irqs-off: the longest stretch that is allowed.
LIMIT  ?=

.PHONY: bench bench-profile bench-boot bench-check bench-alike bench-baseline bench-page \
	bench-ratio \
	bench-image bench-kernel-bench \
	$(addprefix bench-kernel-,$(bench-kernels)) irqs-off irqs-off-long

bench-image: $(bench-plugin) $(addprefix bench-kernel-,$(bench-kernels))
	@$(outdir) release $(O)

bench-kernel-bench:
	$(call say,BUILD,bench/ with $(bench-config))
	@$(MAKE) -s O=$(bench-out) $(bench-config)_defconfig $(WITH) kernel kickstart \
		$(addprefix $(bench-out)/user/,$(bench-programs)) >/dev/null

$(foreach k,$(bench-kernels),$(eval bench-kernel-$k: bench-kernel-$(like-$k)))

$(addprefix bench-kernel-,$(bench-kernels)): bench-kernel-%:
	$(call say,BUILD,$*/ with $(fragments-$*))
	@scripts/build/seed.sh --kernel $(O)/$(like-$*) $(O)/$*
	@$(MAKE) -s O=$(O)/$* $(bench-config)_defconfig $(WITH) $(fragments-$*) kernel >/dev/null
	@ln -sfn ../bench/kickstart ../bench/user $(O)/$*

$(bench-plugin): $(wildcard $(plugin-folder)/*.[ch])
	$(call say,HOSTCC,$(patsubst $(O)/%,%,$@))
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden \
		-o $@ $(filter %.c,$^)

# bench-slow is --slow=, and so on.
run-bench = scripts/bench/run --cc=$(call quote,$(CC)) --config=$(bench-config) \
	--plugin=$(bench-plugin) $(foreach k,$(bench-kernels),--$(k:bench-%=%)=$(O)/$k)

bench: bench-image
	@$(run-bench) --rows=$(ROWS) table $(bench-out)

# Of the kernel for several processors where these are configured.
bench-profile: bench-image
	@test -n "$(OP)" || { echo 'make bench-profile OP=ipc-0-inter' >&2; exit 1; }
	@$(run-bench) --rows=$(OP) $(if $(CONFIG_SMP),--profile-smp) profile $(bench-out)

# What a boot takes, by function: of the bench configuration, or with ROOT= of this one.
bench-boot: $(if $(ROOT),all $(bench-plugin),bench-image)
	@$(run-bench) $(if $(ROOT),--root=$(ROOT) $(call option,args,ARGS) boot $(O),\
		--root=bench --args=rows=clock boot $(bench-out))

# Papers of the baseline: README.md's table, docs/figures.md with pictures.
bench-page: $(filter bench-baseline,$(goals))
	@scripts/bench/run page $(bench-out)

# What two processors do in the time of one: by the clock, so on a host that has two and is idle.
bench-ratio: bench-image
	@$(run-bench) ratio $(bench-out)

# Figures are kept by compiler and configuration.
bench-check bench-baseline: bench-%: bench-image
	@$(run-bench) --rows=$(ROWS) $* $(bench-out)

# With Lipc in user mode no other row takes more than without.
bench-alike: bench-image
	@$(run-bench) --rows=$(ROWS) alike $(bench-out)

# Of this configuration, and of any root task.
irqs-off: all $(bench-plugin)
	@$(run-bench) --root=$(or $(ROOT),test) $(call option,args,ARGS) \
		--qemu=$(call quote,$(addprefix --machine=,$(MACHINE)) $(addprefix --mem=,$(MEM)) \
		$(addprefix --smp=,$(SMP))) \
		$(call option,limit,LIMIT) irqs-off $(O)

# The worst cases, with large numbers of everything: half an hour, and 3 GiB of memory.
irqs-off-long: all $(bench-plugin)
	@$(run-bench) --limit=$(or $(LIMIT),20000) irqs-off-long $(O)
