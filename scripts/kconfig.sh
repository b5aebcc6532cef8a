#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Runs kconfig-conf in an output folder. The tool reports broken Kconfig files and bad values as
# warnings with exit status 0, or not at all; here they are errors.
#
# usage: kconfig.sh SRCTREE OUTDIR ACTION   (ACTION as kconfig-conf's option, without the dashes)

set -eu

srctree=$1
out=$2
action=$3
export srctree
unset KCONFIG_CONFIG KCONFIG_AUTOCONFIG KCONFIG_AUTOHEADER KCONFIG_TRISTATE 2>/dev/null || :

if ! command -v kconfig-conf >/dev/null; then
	echo "kconfig-conf is missing (package kconfig-frontends-nox); run: make deps" >&2
	exit 1
fi

mkdir -p "$out"
cd "$out"
log=.kconfig.log.$$
trap 'rm -f "$log"' EXIT

run()
{
	kconfig-conf "$@" Kconfig 2>"$log" && status=0 || status=$?
	cat "$log" >&2
	if [ "$status" -ne 0 ] || grep -qiE 'warning|error|not defined|unsupported' "$log"; then
		echo "kconfig: the configuration is not usable as it is" >&2
		exit 1
	fi
}

# every_line_counts FILE: an unknown symbol or a value out of range would be dropped silently.
# Symbols may be missing from the result only by being written in another form, so the result is
# the full one.
every_line_counts()
{
	while read -r line; do
		case $line in
		CONFIG_* | '# CONFIG_'*' is not set')
			if ! grep -qxF -- "$line" .config; then
				echo "$1: this line has no effect: $line" >&2
				return 1
			fi
			;;
		esac
	done <"$1"
}

case $action in
sync)
	# silentoldconfig asks about new symbols, so the defaults are taken first.
	run --olddefconfig >/dev/null
	mkdir -p include/config include/generated
	run --silentoldconfig
	touch include/config/auto.conf
	;;
oldconfig)
	# Asks questions: stderr stays on the terminal.
	exec kconfig-conf --oldconfig Kconfig
	;;
defconfig=*)
	run "--$action" >/dev/null
	every_line_counts "${action#defconfig=}" || { rm -f .config; exit 1; }
	;;
merge=*)
	# The fragment's lines come last and win; that they change a choice is no mistake.
	fragment=${action#merge=}
	cp .config .config.old
	sed -n 's/^\(# \)\{0,1\}\(CONFIG_[A-Z0-9_]*\)[= ].*/\2/p' "$fragment" >"$log"
	{ grep -vwFf "$log" .config.old; cat "$fragment"; } >.config.merged
	kconfig-conf --defconfig=.config.merged Kconfig >/dev/null 2>&1
	rm .config.merged
	every_line_counts "$fragment" || { mv .config.old .config; exit 1; }
	;;
*)
	run "--$action"
	;;
esac
