# SPDX-License-Identifier: BSD-2-Clause
# The build engine: reads the build.mk files, and rebuilds a target when a prerequisite or its own
# command line changed. A build.mk knows: obj-y, subdir-y, cflags-y (all objects of the folder),
# cflags-<object>, cc-<object> (another compiler); shared-y (objects of arch/base/lib, compiled as
# those of the folder are); for programs also libs-y and link-base.

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

folder-variables = $(filter obj-% shared-y subdir-% cflags-% cc-%.o libs-% link-base,$(.VARIABLES))

# C that kernel, loader and programs share is compiled once for each of them.
shared-of-kernel    := $(obj)/arch/base/lib
shared-of-kickstart := $(obj)/kickstart/lib
shared-of-user      := $(obj)/user/lib/shared

# $(call collect,folder,list,kind): adds the folder's objects to $(objs-<list>).
define collect
$(foreach v,$(folder-variables),$(eval undefine $v))
$(eval include $1/build.mk)
$(foreach o,$(obj-y),
  $(eval objs-$2 += $(obj)/$1/$o)
  $(eval kind-$(obj)/$1/$o := $3)
  $(eval own-cc-$(obj)/$1/$o := $(cc-$o))
  $(eval own-flags-$(obj)/$1/$o := $(cflags-y) $(cflags-$o)))
$(foreach o,$(shared-y),
  $(eval objs-$2 += $(shared-of-$3)/$o)
  $(eval kind-$(shared-of-$3)/$o := $3)
  $(eval own-flags-$(shared-of-$3)/$o := $(cflags-y)))
$(if $(libs-y),$(eval uses-$2 := $(libs-y)))
$(if $(link-base),$(eval base-of-$2 := $(link-base)))
$(foreach s,$(patsubst %/,%,$(subdir-y)),$(call collect,$1/$s,$2,$3))
endef

collect-if-there = $(if $(wildcard $1/build.mk),$(call collect,$1,$2,$3))

glue           := glue/v4-$(arch)
kernel-folders := arch/base arch/$(arch) generic api/v4 $(glue) $(if $(CONFIG_KDB),kdb)
libraries      := $(patsubst user/lib/%/build.mk,%,\
	$(wildcard $(addsuffix /lib/*/build.mk,$(user-folder))))
programs       := $(patsubst user/apps/%/build.mk,%,\
	$(wildcard $(addsuffix /apps/*/build.mk,$(user-folder))))

$(foreach d,$(kernel-folders),$(eval $(call collect-if-there,$d,kernel,kernel)))
$(foreach d,$(kickstart-folder),$(eval $(call collect-if-there,$d,kickstart,kickstart)))
$(foreach l,$(libraries),$(eval $(call collect,user/lib/$l,lib-$l,user)))
$(foreach p,$(programs),$(eval $(call collect,user/apps/$p,app-$p,user)))

all-objs := $(objs-kernel) $(objs-kickstart) \
	$(foreach l,$(libraries),$(objs-lib-$l)) $(foreach p,$(programs),$(objs-app-$p))

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

# --- Compiling --------------------------------------------------------------------------------

kind-$(obj)/$(glue)/offsets.s := kernel

flags = $(flags-$(kind-$@)) $(own-flags-$@)

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

$(shared-of-user)/%.o: arch/base/lib/%.c FORCE | $(prepare)
	$(call if-changed,cc)

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
$(kickstart-lds): kickstart/machine/pc/kickstart.lds.S FORCE | $(prepare)
	$(call if-changed,lds)

say_link_kickstart = LD
cmd_link_kickstart = $(LD32) -m elf_i386 $(ldflags) -T $(kickstart-lds) -o $@ \
	$(objs-kickstart) $(libgcc32)
$(O)/kickstart.debug: $(kickstart-lds) $(objs-kickstart) FORCE
	$(call if-changed,link_kickstart)

$(O)/kickstart: $(O)/kickstart.debug FORCE
	$(call if-changed,strip)

# --- User libraries and programs --------------------------------------------------------------

library      = $(obj)/user/lib/$1/lib$1.a
default-base := 0x1000000

say_ar = AR
cmd_ar = rm -f $@ && $(AR) rcsD $@ $(members-$@)

# $(call library-rules,name)
define library-rules
members-$(call library,$1) := $(objs-lib-$1)
$(call library,$1): $(objs-lib-$1) FORCE
	$$(call if-changed,ar)
endef

say_link_program = LD
cmd_link_program = $(LD) $(ldflags) \
	$(if $(filter plat,$(uses-app-$*)),-u l4_main_returned) \
	-T $(obj)/user/apps/$*/program.lds -o $@ \
	$(objs-app-$*) \
	--start-group $(foreach l,$(uses-app-$*),$(call library,$l)) $(libgcc) --end-group

# $(call program-rules,name)
define program-rules
kind-$(obj)/user/apps/$1/program.lds := user
lds-defines-$(obj)/user/apps/$1/program.lds := -DLINK_BASE=$(or $(base-of-app-$1),$(default-base))
$(obj)/user/apps/$1/program.lds: user/program.lds.S FORCE | $(prepare)
	$$(call if-changed,lds)
$(O)/user/$1.debug: $(O)/user/%.debug: $(obj)/user/apps/$1/program.lds $(objs-app-$1) \
		$(foreach l,$(uses-app-$1),$(call library,$l)) FORCE
	$$(call if-changed,link_program)
$(O)/user/$1: $(O)/user/$1.debug FORCE
	$$(call if-changed,strip)
endef

$(foreach l,$(libraries),$(eval $(call library-rules,$l)))
$(foreach p,$(programs),$(eval $(call program-rules,$p)))

# --- What can be asked for --------------------------------------------------------------------

kernel-image    := $(if $(objs-kernel),$(O)/filbert-kernel)
kickstart-image := $(if $(objs-kickstart),$(O)/kickstart)
program-images  := $(addprefix $(O)/user/,$(programs))
library-images  := $(foreach l,$(libraries),$(call library,$l))

# What follows a build, such as a run of QEMU, leaves the folder to others.
.PHONY: all kernel user
all: kernel $(kickstart-image) user $(obj)/objects
	@$(outdir) release $(O)

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

recorded := $(all-objs) $(inc)/generated/syscalls.h $(offsets) $(obj)/$(glue)/offsets.s \
	$(kernel-lds) $(kickstart-lds) \
	$(O)/filbert-kernel.debug $(O)/filbert-kernel $(O)/kickstart.debug $(O)/kickstart \
	$(library-images) $(program-images) $(addsuffix .debug,$(program-images)) \
	$(foreach p,$(programs),$(obj)/user/apps/$p/program.lds)
include $(wildcard $(call record-of,$(sort $(recorded))))
%.cmd: ;
