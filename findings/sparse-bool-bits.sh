#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Sparse: bit-fields of the type _Bool are not packed, each takes a byte of its own.
#
# Three members `_Bool x : 1` share a byte with gcc and clang on every platform that sparse knows,
# and sparse packs three members `unsigned char x : 1` in the same way. With _Bool it counts three
# bytes, so it knows other offsets and sizes than the compiler for every structure with such
# members, and a static assertion about one that is true fails in sparse alone. The message speaks
# of the assertion only.
#
# Seen where an assertion held the size of a structure that had to fit a page four times.

VERSIONS='sparse=0.6.4-3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs sparse cc

# bytes TYPE COMPILER...: that three bit-fields of the type take, by trying.
bytes()
{
	type=$1
	shift
	for n in 1 2 3; do
		cat >bits.c <<EOF
struct a { $type x : 1, y : 1, z : 1; unsigned char end; };
_Static_assert(__builtin_offsetof(struct a, end) == $n, "another number of bytes");
EOF
		if "$@" bits.c >/dev/null 2>messages && ! grep -q 'assertion failed' messages; then
			echo "$n"
			return
		fi
	done
}

expect 'unsigned char, compiler' "$(bytes 'unsigned char' cc -c -o bits.o)" 1
expect '_Bool, compiler' "$(bytes _Bool cc -c -o bits.o)" 1
expect 'unsigned char, sparse' "$(bytes 'unsigned char' sparse)" 1
expect '_Bool, sparse' "$(bytes _Bool sparse)" 3
