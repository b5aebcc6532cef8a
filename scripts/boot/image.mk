# SPDX-License-Identifier: BSD-2-Clause
# Targets that boot what was built, and make media of it; tests and fuzzers.

ROOT    ?=
ARGS    ?=
SIGMA0  ?=
MODULES ?=
MACHINE ?=
CPU     ?=
MEM     ?=
SMP     ?=
MAXCPUS ?=
TIMEOUT ?=
SUITES  ?=
FIRMWARE ?=
# make itself has an AS, the assembler.
AS      :=
TIME    ?= 300

# Options for a script, from variables given behind `make`: every character arrives as it was typed.
option = $(if $(value $2),--$1=$(call quote,$(value $2)))

root-choice := $(call option,root,ROOT) $(call option,args,ARGS) \
	$(call option,boot-args,BOOT_ARGS) $(call option,maxcpus,MAXCPUS) \
	$(call option,sigma0,SIGMA0) $(call option,modules,MODULES)
qemu-choice := $(root-choice) $(call option,machine,MACHINE) $(call option,cpu,CPU) \
	$(call option,mem,MEM) $(call option,smp,SMP) $(call option,timeout,TIMEOUT)

media  := iso floppy pxe efi
makers := scripts/media
medium-iso    := filbert.iso
medium-floppy := filbert.img
medium-pxe    := pxe
medium-efi    := efi

.PHONY: boot-files run qemu debug $(media) $(media:%=run-%) test conformance test-bochs fuzz \
	fuzz-target stress test-long

# What is booted, as far as rules make it: a run need not wait for other programs. A program that
# there is not is refused by the script, which says which ones there are.
ifneq ($(filter run qemu debug,$(goals)),)
booted := $(addprefix $(O)/,$(shell $(clean-env) scripts/boot/qemu.sh $(root-choice) --files=1 \
	$(O) 2>/dev/null))
made   := $(kernel-image) $(kickstart-image) $(program-images)
boot-files: $(filter $(made),$(booted)) $(if $(filter-out $(made),$(booted)),user)
	@$(outdir) release $(O)
endif

# Instructions are counted unless told otherwise, so that two runs give the same figures; several
# processors run at once unless told otherwise.
counted := $(or $(ICOUNT),$(if $(filter-out 1,$(SMP)),0,1))

run: boot-files
	@scripts/boot/qemu.sh $(qemu-choice) --icount=$(counted) $(O)

qemu: boot-files
	@scripts/boot/qemu.sh $(qemu-choice) --icount=$(ICOUNT) --hand=1 $(O)

debug: boot-files
	@scripts/boot/qemu.sh $(qemu-choice) --icount=$(ICOUNT) --hand=1 --gdb=1 $(O)

$(media): all
	$(call say,MEDIUM,$(medium-$@))
	$(Q)$(makers)/mk$@.sh $(root-choice) $(O) $(O)/$(medium-$@)

medium-choice := $(call option,as,AS) $(call option,firmware,FIRMWARE)

$(media:%=run-%): run-%: %
	@scripts/boot/qemu.sh $(qemu-choice) $(medium-choice) --icount=$(or $(ICOUNT),0) \
		--$*=$(O)/$(medium-$*) $(O)

test: all
	@scripts/test/run $(if $(SUITES),--suites='$(SUITES)') $(O)

# Takes the results of the last `make test` as they are: nothing is built that would outdate them.
# WITH=build/sparc: those in the output folders of other processors, too.
conformance:
	@scripts/test/conformance $(O) $(WITH)

# What asks the most of a processor's exceptions, on one that takes its manual seriously.
test-bochs: all
	@scripts/test/run --media=bochs \
		--suites='$(or $(SUITES),exc utcb robust hostile compat)' $(O)

fuzz:
	@tests/fuzz/run --time=$(TIME) --seed=$(SEED) $(O)

# N has another default elsewhere.
n-or = $(if $(filter file,$(origin N)),$1,$(N))
target-choice = $(if $(CONFIG_ARCH_SPARC64),--config=sparc64-sun4u) \
	$(call option,machine,MACHINE) $(call option,cpu,CPU) $(call option,mem,MEM) \
	$(call option,smp,SMP) --timeout=$(or $(TIMEOUT),3600)

fuzz-target:
	@scripts/test/fuzz-target $(target-choice) $(O) $(SEED) $(call n-or,1000000)

stress:
	@scripts/test/fuzz-target --root=stress $(target-choice) $(O) $(SEED) $(call n-or,20000)

# What takes long: all programs in each configuration; large numbers of everything, with 3 GiB of
# memory; target suites in real time, N times on the machine as it is and N times with all
# processors loaded.
test-long: all
	@scripts/test/run --long --repeat=$(if $(filter file,$(origin N)),20,$(N)) $(O)
