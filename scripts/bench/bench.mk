# SPDX-License-Identifier: BSD-2-Clause
# Measuring: the bench configuration in output folders of its own, and the plugin that counts.

# Which row to list: make bench-profile OP=ipc-0-inter
OP     ?=
# Which rows to measure; all if empty.
ROWS   ?=
HOSTCC ?= gcc

# With CONFIG_SMP where these are asked for: the same for several processors.
bench-smp     := $(if $(CONFIG_SMP),smp.config)
bench-config  := $(arch)-bench
bench-name    := $(bench-config)$(if $(bench-smp),-smp)
bench-out     := $(O)/bench
bench-plugin  := $(bench-out)/count.so
# The same with a kernel that has no short path of IPC.
bench-slow    := $(O)/bench-slow
plugin-folder := scripts/bench/plugin

# With irqs-off: the longest stretch that is allowed.
LIMIT  ?=

.PHONY: bench bench-profile bench-check bench-baseline bench-ratio bench-image irqs-off \
	irqs-off-long

bench-image: $(bench-plugin)
	$(call say,BUILD,bench/ with $(bench-name))
	@$(MAKE) -s O=$(bench-out) $(bench-config)_defconfig $(bench-smp) all >/dev/null
	$(call say,BUILD,bench-slow/ without the short path)
	@$(MAKE) -s O=$(bench-slow) $(bench-config)_defconfig $(bench-smp) slowpath.config kernel \
		>/dev/null
	@ln -sfn ../bench/kickstart ../bench/user $(bench-slow)
	@$(outdir) release $(O)

$(bench-plugin): $(wildcard $(plugin-folder)/*.[ch])
	$(call say,HOSTCC,$(patsubst $(O)/%,%,$@))
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden \
		-o $@ $(filter %.c,$^)

run-bench = scripts/bench/run --cc=$(call quote,$(CC)) --config=$(bench-name) \
	--plugin=$(bench-plugin) --slow=$(bench-slow)

bench: bench-image
	@$(run-bench) --rows=$(ROWS) table $(bench-out)

bench-profile: bench-image
	@test -n "$(OP)" || { echo 'make bench-profile OP=ipc-0-inter' >&2; exit 1; }
	@$(run-bench) --rows=$(OP) profile $(bench-out)

# What two processors do in the time of one: by the clock, so on a host that has two and is idle.
bench-ratio: bench-image
	@$(run-bench) ratio $(bench-out)

# Figures are kept by compiler and configuration.
bench-check bench-baseline: bench-%: bench-image
	@$(run-bench) --rows=$(ROWS) $* $(bench-out)

# Of this configuration, and of any root task.
irqs-off: all $(bench-plugin)
	@$(run-bench) --root=$(or $(ROOT),test) $(call option,args,ARGS) \
		--qemu=$(call quote,$(addprefix --machine=,$(MACHINE)) $(addprefix --mem=,$(MEM)) \
		$(addprefix --smp=,$(SMP))) \
		$(call option,limit,LIMIT) irqs-off $(O)

# The worst cases, with large numbers of everything: half an hour, and 3 GiB of memory.
irqs-off-long: all $(bench-plugin)
	@$(run-bench) --limit=$(or $(LIMIT),20000) irqs-off-long $(O)
