# SPDX-License-Identifier: BSD-2-Clause
# What may change a build from outside: variables given behind `make`, and the few of the
# environment that are named here and in docs/guide.md. All others are dropped, for this make and
# for what it starts: CPATH, CDPATH, GIT_DIR, KCONFIG_CONFIG, LC_ALL and their like.

# Given as in `make O=dir`; scripts/make/help.txt explains them.
variables := O V CC LD AR NM OBJCOPY CC32 LD32 CROSS_COMPILE CROSS_COMPILE32 HOSTCC QEMU \
	ROOT ARGS SIGMA0 MODULES BOOT_ARGS \
	MACHINE CPU MEM SMP MAXCPUS ICOUNT TIMEOUT SUITES TIME SEED N CHECKS MODEL OP ROWS LIMIT \
	WITH AS FIRMWARE CONFIGS

environment := PATH HOME USER LOGNAME TERM COLORTERM DISPLAY WAYLAND_DISPLAY XAUTHORITY \
	XDG_RUNTIME_DIR TMPDIR SOURCE_DATE_EPOCH KCONFIG_ALLCONFIG KCONFIG_SEED \
	KCONFIG_PROBABILITY MENUCONFIG_COLOR MENUCONFIG_MODE NCONFIG_MODE CCACHE_% \
	http_proxy https_proxy ftp_proxy no_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY
make-itself := MAKE MAKEFLAGS MAKELEVEL MAKEOVERRIDES MAKE_TERMOUT MAKE_TERMERR MAKE_RESTARTS \
	MFLAGS GNUMAKEFLAGS SHELL .% -%

# What make has acted on before it reads the first line here.
ifneq ($(MAKEFILES),)
$(error MAKEFILES is set in the environment: make has read other rules before ours)
endif
ifeq ($(origin MAKECMDGOALS),environment)
$(error MAKECMDGOALS is set in the environment: make no longer tells which goals it was given)
endif
ifneq ($(findstring e,$(firstword -$(MAKEFLAGS))),)
$(error make -e is not possible here: the environment would change the build)
endif

quote    = '$(subst ','\'',$1)'
given-by = $(foreach each-name,$(.VARIABLES),\
	$(if $(findstring $1,$(origin $(each-name))),$(each-name)))

foreign := $(filter-out $(environment) $(make-itself),$(call given-by,environment))
unknown := $(filter-out $(variables) $(make-itself),$(call given-by,command))
ifneq ($(filter CONFIG_%,$(unknown)),)
$(error $(filter CONFIG_%,$(unknown)) cannot be set here: make menuconfig)
endif
ifneq ($(unknown),)
$(error $(unknown): no variable of this make; `make help` lists them)
endif

define end-of-line


endef
torn := $(foreach each-name,$(variables),\
	$(if $(findstring $(end-of-line),$(value $(each-name))),$(each-name)))
ifneq ($(strip $(torn)),)
$(error $(torn): more than one line)
endif

$(foreach each-name,$(foreign),$(eval unexport $(each-name))$(eval undefine $(each-name)))

# Tools sort, match and print as scripts expect.
export LC_ALL := C

# In front of commands of $(shell): before version 4.4 make gives them the environment as it came.
clean-env := env -i LC_ALL=C $(foreach each-name,\
	$(filter $(environment),$(call given-by,environment)),\
	$(each-name)=$(call quote,$(value $(each-name))))
