#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Links the kernel with a table of its own symbols. The table is made from a link with the table
# before it, until nothing moves any more: the second link, as the table comes last in the image.
#
# usage: CC= LD= NM= link-kernel.sh OUTPUT WORKDIR LINKER-SCRIPT OBJECTS...

set -eu

if [ $# -lt 4 ]; then
	sed -n '/^# usage:/s/^# //p' "$0" >&2
	exit 64
fi
out=$1
work=$2
lds=$3
shift 3

mkdir -p "$work"
awk -f scripts/build/ksyms.awk </dev/null >"$work/ksyms.S"
for round in 1 2 3; do
	$CC -c -o "$work/ksyms.o" "$work/ksyms.S"
	$LD -T "$lds" -o "$work/kernel" "$@" "$work/ksyms.o"
	$NM -n "$work/kernel" >"$work/symbols"
	awk -f scripts/build/ksyms.awk "$work/symbols" >"$work/ksyms.new"
	if cmp -s "$work/ksyms.new" "$work/ksyms.S"; then
		mv "$work/kernel" "$out"
		exit 0
	fi
	mv "$work/ksyms.new" "$work/ksyms.S"
done
echo "link-kernel: addresses still move after $round links; is .ksyms last in $lds?" >&2
exit 1
