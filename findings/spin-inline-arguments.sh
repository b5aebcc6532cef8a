#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Spin: an argument of an inline that mentions a variable with the name of a later parameter gets
# that parameter's argument instead.
#
# An inline of Promela is text, but one would expect its parameters to be replaced all at once, as
# those of a macro of C. Spin replaces one after the other, in the text that the ones before have
# left: with
#	inline add(a, x) { seen = a + x }
# the call add(z + x, y) becomes "z + y + y" and not "z + x + y". There is no word about it, in
# simulation and in the verifier that Spin makes. Only an argument that begins with such a name is
# seen: it is replaced as it should be, and one that is nothing but the name gives an error
# message that is none. Names that only inlines use, or other variables, avoid it.
#
# Seen where a model read another word of its memory than it said.

VERSIONS='spin=6.5.2+dfsg-1'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs spin cc

# model PARAMETER ARGUMENT: the inline's second parameter has this name; z is 0, x is 10, y is 5.
model()
{
	cat >model.pml <<EOF
int seen = 0
inline add(a, $1) { seen = a + $1 }
active proctype p()
{
	int x = 10, y = 5, z = 0;
	add($2, y);
	printf("SEEN %d\n", seen);
	assert(seen == 15)
}
EOF
}

# sum PARAMETER ARGUMENT: what the simulator computes.
sum()
{
	model "$1" "$2"
	spin -T model.pml 2>/dev/null | sed -n 's/^ *SEEN //p'
}

# errors PARAMETER ARGUMENT: how many the verifier finds.
errors()
{
	model "$1" "$2"
	spin -a model.pml >/dev/null
	cc -w -o pan pan.c
	./pan | sed -n 's/.*errors: \([0-9]*\).*/\1/p'
}

expect 'add(z + x, y) of add(a, b)' "$(sum b 'z + x')" 15
expect 'add(z + x, y) of add(a, b), verified' "$(errors b 'z + x')" 0
expect 'add(z + x, y) of add(a, x)' "$(sum x 'z + x')" 10
expect 'add(z + x, y) of add(a, x), verified' "$(errors x 'z + x')" 1
expect 'add(x + z, y) of add(a, x)' "$(sum x 'x + z')" 15
