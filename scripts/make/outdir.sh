#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The output folder of make: whether it may be written to and emptied, and who works in it.
#
# usage: outdir.sh check|ready|mine SRCTREE OUT    is the folder fit for a build; make it and take
#                                                  it for this make; may it be emptied?
#        outdir.sh remove OUT NAME...              remove these from a folder that builds made
#        outdir.sh give-up OUT                     remove the mark, and the folder if it is empty
#        outdir.sh release OUT                     others may work in the folder
#
# The first three print what is wrong as one line, with exit status 0, for $(shell) of make. The
# file .filbert marks a folder that a build made; .filbert.make names the make that works there, by
# number and start time: it has the folder until it releases it or ends, however it ends.

set -eu
unset CDPATH

usage()
{
	sed -n '/^# usage:/,/^#$/s/^# //p' "$0" >&2
	exit 64
}

[ $# -ge 2 ] || usage
use=$1
mark=.filbert
worker=.filbert.make
title='An output folder of Filbert'

wrong()
{
	printf "%s\n" "$*"
	exit 0
}

# fit_path WHAT PATH: make, the shells and the emulators that get to see the path take none of its
# characters for something else.
fit_path()
{
	bad=$(printf %s "$2" | tr -d 'A-Za-z0-9_./+,@^\200-\377-' | head -c 1 |
		sed -e 's/^[[:blank:]]$/a blank/')
	case $2 in
	*'
'*) bad='the end of a line' ;;
	esac
	[ -z "$bad" ] || wrong "$1 '$2' contains $bad, which make or a shell would misunderstand"
	case $2 in
	-*) wrong "$1 '$2' begins with a dash, like an option" ;;
	esac
}

is_marked()
{
	[ -f "$1/$mark" ] && [ ! -L "$1/$mark" ] && [ "$(cat "$1/$mark")" = "$title" ]
}

# True if nothing in the folder is in a build's way: there may be a configuration that waits for its
# build, a log, folders of other builds; but no other folders, and nothing with a name of ours.
is_free()
{
	for entry in "$1"/* "$1"/.[!.]* "$1"/..?*; do
		[ ! -d "$entry" ] || is_marked "$entry" || return 1
		case ${entry##*/} in
		filbert* | kickstart* | gdbinit | compile_commands.json | defconfig | *-target.log)
			[ ! -e "$entry" ] && [ ! -L "$entry" ] || return 1
			;;
		esac
	done
}

# Another make may have made the folder while this one looked.
is_ours()
{
	is_marked "$1" || is_free "$1" || is_marked "$1"
}

set_mark()
{
	echo "$title" >"$1/$mark.$$"
	mv "$1/$mark.$$" "$1/$mark"
}

# fit_folder SRCTREE OUT
fit_folder()
{
	[ -n "$2" ] || wrong 'O= is empty: which folder is meant?'
	fit_path 'The path of the source tree' "$1"
	fit_path 'The output folder' "$2"
	real=$(realpath -m -- "$2")
	case $1/ in
	"${real%/}"/*) wrong "O=$2: the output folder must not hold the sources" ;;
	esac
	[ ! -e "$2" ] || [ -d "$2" ] || wrong "O=$2 is not a folder"
	[ ! -d "$2" ] || is_ours "$2" ||
		wrong "O=$2: no build made this folder (or one of an older version did);" \
			"take another one, or empty it yourself"
}

# stat_of PID FIELD: of /proc/PID/stat, counted behind the name; nothing if there is none.
stat_of()
{
	sed -n 's/.*) //p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f"$2"
}

# Prints the numbers of this process's parents, the nearest first.
parents()
{
	pid=$(stat_of $$ 2)
	while [ "${pid:-0}" -gt 1 ]; do
		echo "$pid"
		pid=$(stat_of "$pid" 2)
	done
}

this_make()
{
	for pid in $(parents); do
		read -r name <"/proc/$pid/comm"
		case $name in
		*make) echo "$pid"; return 0 ;;
		esac
	done
	echo "$PPID"
}

# Prints the number of the make that works in the folder, unless that is a parent of this process.
other_make()
{
	pid='' start=''
	read -r pid start <"$1/$worker" || return 0
	[ -n "$start" ] && [ "$(stat_of "$pid" 20)" = "$start" ] || return 0
	# All of them are read: a broken pipe is an error to who was started with SIGPIPE ignored.
	parents | grep -x "$pid" >/dev/null || echo "$pid"
}

# name_worker OUT [PID]: the make with this number, or nobody.
name_worker()
{
	echo "${2:+$2 $(stat_of "$2" 20)}" >"$1/$worker"
}

# Waits until no other make works in the folder, then runs the command; no other comes between.
alone()
{
	folder=$1
	shift
	said=''
	exec 9>>"$folder/$worker"
	flock 9
	while pid=$(other_make "$folder") && [ -n "$pid" ]; do
		[ -n "$said" ] || echo "$folder: waiting for another make (process $pid)" >&2
		said=1
		flock -u 9
		sleep 0.3
		flock 9
	done
	"$@"
	exec 9>&-
}

case $use in
check | ready | mine)
	[ $# -eq 3 ] || usage
	cd "$2"
	fit_folder "$2" "$3"
	[ "$use" = ready ] || exit 0
	mkdir -p "$3" 2>/dev/null || wrong "O=$3: the folder cannot be made"
	[ -w "$3" ] || wrong "O=$3: no right to write there"
	is_marked "$3" || set_mark "$3"
	alone "$3" name_worker "$3" "$(this_make)"
	;;
remove)
	out=$2
	shift 2
	if is_marked "$out"; then
		cd "$out"
		alone . rm -rf -- "$@"
	fi
	;;
give-up)
	if is_marked "$2"; then
		rm -f "$2/$mark" "$2/$worker"
		[ -L "$2" ] || rmdir --ignore-fail-on-non-empty "$2"
	fi
	;;
release)
	alone "$2" name_worker "$2"
	;;
*)
	usage
	;;
esac
