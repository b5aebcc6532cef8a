# SPDX-License-Identifier: BSD-2-Clause
# The build engine: reads the build.mk files, and rebuilds a target when a prerequisite or its own
# command line changed. A build.mk knows: obj-y, subdir-y, cflags-y (all objects of the folder),
# cflags-<object>, cc-<object> (another compiler); shared-y (objects of arch/base/lib, compiled as
# those of the folder are), small-y (objects that are compiled for size, as no row of `make bench`
# passes through them); for programs also libs-y, link-base and abi-y (not for all ABIs).

obj := $(O)/obj
inc := $(O)/include

# --- Running commands -------------------------------------------------------------------------
# $(call if-changed,cc) runs cmd_cc if something is newer or the command differs from the recorded
# one, and records it in a file below obj/. Targets that use it depend on FORCE.

same       = $(and $(findstring x$1x,x$2x),$(findstring x$2x,x$1x))
record-of  = $(patsubst %,$(obj)/%.cmd,$(patsubst $(O)/%,%,$(patsubst $(obj)/%,%,$1)))
newer      = $(filter-out FORCE,$?)$(if $(wildcard $@),,missing)
differs    = $(if $(call same,$(strip $(cmd_$1)),$(saved-$@)),,differs)
if-changed = $(if $(newer)$(differs),$(call run,$1),@:)

define run
@mkdir -p $(sort $(@D) $(dir $(call record-of,$@)))
$(call say,$(say_$1),$(patsubst $(O)/%,%,$(patsubst $(obj)/%,%,$@)))
$(Q)$(cmd_$1)
@deps=$@.d; test -f $$deps || deps=/dev/null; \
	TARGET=$@ INCDIR=$(inc) COMMAND=$(call quote,$(strip $(cmd_$1))) \
	awk -f scripts/build/fixdep.awk $$deps > $(call record-of,$@) && rm -f $@.d
endef

# --- Reading the tree -------------------------------------------------------------------------

folder-variables = $(filter obj-% shared-y small-y subdir-% cflags-% cc-%.o libs-% link-base abi-y,\
	$(.VARIABLES))

# C that kernel, loader and programs share is compiled once for each of them.
shared-of-kernel    := $(obj)/arch/base/lib
shared-of-kickstart := $(obj)/kickstart/lib

# Programs are built for each of $(abis), in flags-CPU.mk, or for those of them that their build.mk
# names in abi-y. What is built for another ABI than the first one has a folder of its own, and the
# image a suffix. $(abi) is the one that is being read and has folders $(abi)/; what it has in
# common with its relatives is in folders $(family)/.
usual-abi := $(firstword $(abis))
root-of    = $(obj)$(if $(filter-out $(usual-abi),$1),/$1)
named      = $1$(suffix-$2)
$(foreach a,$(abis),$(eval shared-of-user-$a := $(call root-of,$a)/user/lib/shared))

# $(call own-flags,object) in the folder that is being read.
own-flags = $(if $(filter $1,$(small-y)),-Os) $(cflags-y) $(cflags-$1)

# $(call collect,folder,list,kind,root): adds the folder's objects, below root, to $(objs-<list>).
define collect
$(foreach v,$(folder-variables),$(eval undefine $v))
$(eval include $1/build.mk)
$(foreach o,$(obj-y),
  $(eval objs-$2 += $4/$1/$o)
  $(eval kind-$4/$1/$o := $3)
  $(eval own-cc-$4/$1/$o := $(cc-$o))
  $(eval own-flags-$4/$1/$o := $(call own-flags,$o)))
$(foreach o,$(shared-y),
  $(eval objs-$2 += $(shared-of-$3)/$o)
  $(eval kind-$(shared-of-$3)/$o := $3)
  $(eval own-flags-$(shared-of-$3)/$o := $(call own-flags,$o)))
$(if $(libs-y),$(eval uses-$2 := $(libs-y)))
$(if $(link-base),$(eval base-of-$2 := $(link-base)))
$(if $(abi-y),$(eval abis-of-$2 := $(abi-y)))
$(foreach s,$(patsubst %/,%,$(subdir-y)),$(call collect,$1/$s,$2,$3,$4))
endef

collect-if-there = $(if $(wildcard $1/build.mk),$(call collect,$1,$2,$3,$(obj)))

glue           := glue/v4-$(arch)
kernel-folders := arch/base arch/$(arch) generic api/v4 $(glue) $(if $(CONFIG_KDB),kdb)
libraries      := $(patsubst user/lib/%/build.mk,%,\
	$(wildcard $(addsuffix /lib/*/build.mk,$(user-folder))))
programs       := $(filter-out $(programs-to-come),$(patsubst user/apps/%/build.mk,%,\
	$(wildcard $(addsuffix /apps/*/build.mk,$(user-folder)))))

$(foreach d,$(kernel-folders),$(eval $(call collect-if-there,$d,kernel,kernel)))
$(foreach d,$(kickstart-folder),$(eval $(call collect-if-there,$d,kickstart,kickstart)))

# $(call for-abi,action,abi,names): runs action, with $(abi) set, for each name.
for-abi = $(eval abi := $2)$(eval family := $(family-$2))\
	$(foreach n,$3,$(eval $(call $1,$n,$2)))
collect-library = $(call collect,user/lib/$1,lib-$(call named,$1,$2),user-$2,$(call root-of,$2))
collect-program = $(call collect,user/apps/$1,app-$(call named,$1,$2),user-$2,$(call root-of,$2))

$(call for-abi,collect-library,$(usual-abi),$(libraries))
$(call for-abi,collect-program,$(usual-abi),$(programs))
wanting = $(foreach p,$(programs),$(if $(filter $1,$(or $(abis-of-app-$p),$(abis))),$p))
other-abis := $(foreach a,$(filter-out $(usual-abi),$(abis)),$(if $(call wanting,$a),$a))
$(foreach a,$(other-abis),$(call for-abi,collect-library,$a,$(libraries))\
	$(call for-abi,collect-program,$a,$(call wanting,$a)))

# All of them with the ABI's suffix, which the usual one has not.
library-names := $(foreach a,$(usual-abi) $(other-abis),\
	$(foreach l,$(libraries),$(call named,$l,$a)))
program-names := $(programs) $(foreach a,$(other-abis),\
	$(foreach p,$(call wanting,$a),$(call named,$p,$a)))

all-objs := $(objs-kernel) $(objs-kickstart) \
	$(foreach l,$(library-names),$(objs-lib-$l)) $(foreach p,$(program-names),$(objs-app-$p))

# --- Generated headers ------------------------------------------------------------------------

offsets := $(if $(wildcard $(glue)/offsets.c),$(inc)/generated/offsets.h)
prepare := $(inc)/generated/version.h $(inc)/generated/syscalls.h

$(inc)/generated/version.h: FORCE
	@scripts/build/version.sh $@

say_syscalls = GEN
cmd_syscalls = awk -f scripts/build/syscalls.awk -v abi=$(arch) $< > $@
$(inc)/generated/syscalls.h: api/v4/syscalls.tbl scripts/build/syscalls.awk FORCE
	$(call if-changed,syscalls)

# Lines "->NAME value" in the assembler output become macros.
say_offsets = GEN
cmd_offsets = sed -n 's/^[ \t]*->\([A-Z0-9_a-z]*\)[ \t]*[$$\#]*\(.*\)/\#define \1 \2/p' \
	$< > $@
$(inc)/generated/offsets.h: $(obj)/$(glue)/offsets.s FORCE
	$(call if-changed,offsets)

# The framebuffer's font, one of the Linux console's that scripts/make/deps.sh installs.
font := /usr/share/consolefonts/spleen-8x16.psfu.gz
say_font = GEN
cmd_font = gzip -dc $< | od -An -v -tu1 -w1 | awk -f scripts/build/font.awk > $@
$(inc)/generated/font.h: $(font) scripts/build/font.awk FORCE
	$(call if-changed,font)
$(addsuffix /fb_font.o,$(shared-of-kernel) $(shared-of-kickstart) \
	$(foreach a,$(abis),$(shared-of-user-$a))): | $(inc)/generated/font.h

# --- Compiling --------------------------------------------------------------------------------

kind-$(obj)/$(glue)/offsets.s := kernel

# What only clang knows is not for an object with a compiler of its own.
flags = $(filter-out $(if $(own-cc-$@),$(clang-only)),$(flags-$(kind-$@))) $(own-flags-$@)

say_cc  = CC
cmd_cc  = $(or $(own-cc-$@),$(cc-$(kind-$@))) $(flags) -MD -MF $@.d -c -o $@ $<
# C++ is for programs: without what needs a library of its own.
say_cxx = CXX
cmd_cxx = $(or $(own-cc-$@),$(cc-$(kind-$@))) -x c++ $(filter-out $(c-only),$(flags)) $(flags-cxx) \
	-MD -MF $@.d -c -o $@ $<
say_as  = AS
cmd_as  = $(cc-$(kind-$@)) $(flags) -MD -MF $@.d -c -o $@ $<
say_gen = CC
cmd_gen = $(cc-$(kind-$@)) $(flags) $(flags-gen) \
	-MD -MF $@.d -S -o $@ $<

$(obj)/%.o: %.c FORCE | $(prepare) $(offsets)
	$(call if-changed,cc)

$(shared-of-kickstart)/%.o: arch/base/lib/%.c FORCE | $(prepare)
	$(call if-changed,cc)

$(shared-of-user-$(usual-abi))/%.o: arch/base/lib/%.c FORCE | $(prepare)
	$(call if-changed,cc)

define abi-rules
$(shared-of-user-$1)/%.o: arch/base/lib/%.c FORCE | $(prepare)
	$$(call if-changed,cc)
$(call root-of,$1)/%.o: %.c FORCE | $(prepare)
	$$(call if-changed,cc)
$(call root-of,$1)/%.o: %.cc FORCE | $(prepare)
	$$(call if-changed,cxx)
$(call root-of,$1)/%.o: %.S FORCE | $(prepare)
	$$(call if-changed,as)
endef
$(foreach a,$(other-abis),$(eval $(call abi-rules,$a)))

$(obj)/%.o: %.cc FORCE | $(prepare) $(offsets)
	$(call if-changed,cxx)

$(obj)/%.o: %.S FORCE | $(prepare) $(offsets)
	$(call if-changed,as)

$(obj)/%.s: %.c FORCE | $(prepare)
	$(call if-changed,gen)

# Linker scripts go through the preprocessor only; names of processors in them are words, no macros.
say_lds = LDS
cmd_lds = $(cc-$(kind-$@)) $(flags-$(kind-$@)) -E -P -x assembler-with-cpp -D__LINKER_SCRIPT__ \
	-Ui386 -Usparc -Ulinux -Uunix $(lds-defines-$@) -MD -MF $@.d -o $@ $<

# --- Kernel -----------------------------------------------------------------------------------

kernel-lds := $(obj)/$(glue)/kernel.lds
kind-$(kernel-lds) := kernel
$(kernel-lds): $(glue)/kernel.lds.S FORCE | $(prepare) $(offsets)
	$(call if-changed,lds)

# Linked twice: the table of symbols for backtraces is made from the first result.
say_link_kernel = LD
cmd_link_kernel = CC='$(CC)' LD='$(LD) $(ldflags)' NM='$(NM)' \
	scripts/build/link-kernel.sh $@ $(obj)/ksyms $(kernel-lds) $(objs-kernel)
$(O)/filbert-kernel.debug: $(kernel-lds) $(objs-kernel) \
		scripts/build/link-kernel.sh scripts/build/ksyms.awk FORCE
	$(call if-changed,link_kernel)

say_strip_debug = STRIP
cmd_strip_debug = $(OBJCOPY) --strip-debug $< $@
say_strip = STRIP
cmd_strip = $(OBJCOPY) --strip-all $< $@

$(O)/filbert-kernel: $(O)/filbert-kernel.debug FORCE
	$(call if-changed,strip_debug)

# --- kickstart --------------------------------------------------------------------------------

kickstart-lds := $(obj)/kickstart/kickstart.lds
kind-$(kickstart-lds) := kickstart
$(kickstart-lds): kickstart/machine/$(kickstart-machine)/kickstart.lds.S FORCE | $(prepare)
	$(call if-changed,lds)

say_link_kickstart = LD
cmd_link_kickstart = $(ld-kickstart) $(ldflags) -T $(kickstart-lds) -o $@ \
	$(objs-kickstart) $(libgcc-kickstart)
$(O)/kickstart.debug: $(kickstart-lds) $(objs-kickstart) FORCE
	$(call if-changed,link_kickstart)

$(O)/kickstart: $(O)/kickstart.debug FORCE
	$(call if-changed,strip)

# --- User libraries and programs --------------------------------------------------------------

# $(call library,name,abi)
library      = $(call root-of,$2)/user/lib/$1/lib$1.a
libraries-of = $(foreach l,$(uses-app-$(call named,$1,$2)),$(call library,$l,$2))
default-base := 0x1000000

say_ar = AR
cmd_ar = rm -f $@ && $(AR) rcsD $@ $(members-$@)

# $(call library-rules,name,abi)
define library-rules
members-$(call library,$1,$2) := $(objs-lib-$(call named,$1,$2))
$(call library,$1,$2): $(objs-lib-$(call named,$1,$2)) FORCE
	$$(call if-changed,ar)
endef

# What a program is linked from hangs on its image's name.
say_link_program = LD
cmd_link_program = $(ld-$(abi-of-$*)) $(ldflags) \
	$(if $(filter plat,$(uses-app-$*)),-u l4_main_returned) \
	-T $(lds-of-$*) -o $@ \
	$(objs-app-$*) \
	--start-group $(archives-of-$*) $(libgcc-$(abi-of-$*)) --end-group

lds-of = $(call root-of,$2)/user/apps/$1/program.lds

# $(call program-rules,name,abi)
define program-rules
abi-of-$(call named,$1,$2)      := $2
lds-of-$(call named,$1,$2)      := $(call lds-of,$1,$2)
archives-of-$(call named,$1,$2) := $(call libraries-of,$1,$2)
kind-$(call lds-of,$1,$2)       := user-$2
lds-defines-$(call lds-of,$1,$2) := \
	-DLINK_BASE=$(or $(base-of-app-$(call named,$1,$2)),$(default-base))
$(call lds-of,$1,$2): user/program.lds.S FORCE | $(prepare)
	$$(call if-changed,lds)
$(O)/user/$(call named,$1,$2).debug: $(O)/user/%.debug: $(call lds-of,$1,$2) \
		$(objs-app-$(call named,$1,$2)) $(call libraries-of,$1,$2) FORCE
	$$(call if-changed,link_program)
$(O)/user/$(call named,$1,$2): $(O)/user/$(call named,$1,$2).debug FORCE
	$$(call if-changed,strip)
endef

$(foreach a,$(usual-abi) $(other-abis),\
	$(foreach l,$(libraries),$(eval $(call library-rules,$l,$a))))
$(foreach p,$(programs),$(eval $(call program-rules,$p,$(usual-abi))))
$(foreach a,$(other-abis),\
	$(foreach p,$(call wanting,$a),$(eval $(call program-rules,$p,$a))))

# --- What can be asked for --------------------------------------------------------------------

kernel-image    := $(if $(objs-kernel),$(O)/filbert-kernel)
kickstart-image := $(if $(objs-kickstart),$(O)/kickstart)
program-images  := $(addprefix $(O)/user/,$(program-names))
library-images  := $(foreach a,$(usual-abi) $(other-abis),\
	$(foreach l,$(libraries),$(call library,$l,$a)))

# What follows a build, such as a run of QEMU, leaves the folder to others.
.PHONY: all kernel user
all: kernel $(kickstart-image) user $(obj)/objects $(obj)/built
	@$(outdir) release $(O)

# Says what there is now, if anything is new.
$(obj)/built: $(kernel-image) $(kickstart-image) $(library-images) $(program-images)
	@mkdir -p $(@D) && touch $@
	$(call say,BUILT,$(addsuffix $(comma),$(kernel-image) $(kickstart-image))\
		$(words $(program-images)) programs in $(O)/user/)

kernel: $(kernel-image)
user: $(library-images) $(program-images)

# What belongs to this configuration, for the checks: objects of an earlier one may lie around.
$(obj)/objects: FORCE
	@mkdir -p $(@D) && printf '%s\n' $(all-objs) >$@

# The name of the target is also that of a source folder.
.PHONY: kickstart
kickstart: $(kickstart-image)

# make generic/ : the objects of one folder and those below it.
folder-goals := $(filter %/,$(goals))
.PHONY: $(folder-goals)
$(foreach d,$(folder-goals),$(eval $d: $(filter $(obj)/$d%,$(all-objs))))

compile_commands.json: $(all-objs)
	$(call say,GEN,$(O)/$@)
	$(Q)scripts/build/compile-commands $(CURDIR) $(call record-of,$^) > $(O)/$@
.PHONY: compile_commands.json

# --- What was recorded last time --------------------------------------------------------------

recorded := $(all-objs) $(inc)/generated/syscalls.h $(inc)/generated/font.h \
	$(offsets) $(obj)/$(glue)/offsets.s \
	$(kernel-lds) $(kickstart-lds) \
	$(O)/filbert-kernel.debug $(O)/filbert-kernel $(O)/kickstart.debug $(O)/kickstart \
	$(library-images) $(program-images) $(addsuffix .debug,$(program-images)) \
	$(foreach p,$(program-names),$(lds-of-$p))
include $(wildcard $(call record-of,$(sort $(recorded))))
%.cmd: ;
