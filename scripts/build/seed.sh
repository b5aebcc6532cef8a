#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Gives a new output folder the objects of another one, so that the next make there compiles only
# what its configuration makes different: objects do not tell which folder they were built in.
#
# usage: seed.sh [--kernel] FROM TO
#   --kernel  without loader, libraries and programs
#   FROM      an output folder in which nobody builds meanwhile
#   TO        as that make will be given it in O=; if there are objects, they stay as they are

set -eu
unset CDPATH

kernel=
if [ "${1-}" = --kernel ]; then
	kernel=1
	shift
fi
if [ $# -ne 2 ]; then
	sed -n '/^# usage:/,/^$/s/^# \{0,1\}//p' "$0" >&2
	exit 64
fi
from=$1
to=${2%/}
top=$(cd "$(dirname "$0")/../.." && pwd)
outdir=$top/scripts/make/outdir.sh

[ -e "$from/include/config/auto.conf" ] && [ ! -e "$to/obj" ] || exit 0
# Records hold commands and dependencies with the folder in front, by the name that make had for it.
record=$(find "$from/obj" -name '*.o.cmd' -print -quit)
[ -n "$record" ] || exit 0
old=$(sed -n 's/^saved-\(.*\)\/obj\/.*\.o := .*/\1/p' "$record")

complaint=$("$outdir" ready "$top" "$to")
if [ -n "$complaint" ]; then
	echo "$complaint" >&2
	exit 1
fi

copy=$to/obj.$$
trap 'rm -rf "$copy"; "$outdir" release "$to"' EXIT
if [ "$kernel" ]; then
	mkdir "$copy"
	for part in "$from"/obj/*; do
		case ${part##*/} in
		user | ia32 | kickstart) ;;
		*) cp -a "$part" "$copy" ;;
		esac
	done
else
	cp -a "$from/obj" "$copy"
fi
cp -a "$from/include" "$to"
# It describes another .config, which may be the newer one.
touch -d @0 "$to/include/config/auto.conf"

pattern()
{
	printf %s "$1" | sed 's/[.^*]/\\&/g'
}
word=$(pattern "$old")
map=-ffile-prefix-map
maps="$map=$(pattern "$(realpath "$from")")=build $map=$word=build"
find "$copy" -name '*.cmd' -exec sed -i \
	-e "s|$maps|$map=$(realpath "$to")=build $map=$to=build|" \
	-e "s#\(^\|[ 	(]\|-I\|saved-\|deps-\)$word/#\1$to/#g" {} +
mv -T "$copy" "$to/obj"
