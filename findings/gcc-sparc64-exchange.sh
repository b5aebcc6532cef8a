#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# gcc 12 for SPARC-V9: a 64-bit atomic exchange whose result goes to the variable that held the
# new value exchanges nothing.
#
# SPARC has no 64-bit exchange instruction, so gcc makes a loop of CASX. In
#	if (v & 1) v = __atomic_exchange_n(p, v, __ATOMIC_SEQ_CST);
# new value and result get one register, the loop loads the old value into it first, and CASX then
# compares with the old value and stores the old value: v is right, *p keeps what it had. From -O1
# on, with every option level and memory order tried, for __sync_lock_test_and_set too. Without
# the condition, or with two variables, the new value lives in a register of its own and all is
# well; so are 32 bits, for which there is SWAP. No warning. A loop around
# __atomic_compare_exchange_n() is compiled correctly.
#
# Seen where a kernel took rights from page-table entries, in a build for tests only: the shipped
# one happened to get other registers.

VERSIONS='gcc-12-sparc64-linux-gnu=12.2.0-13cross1 cpp-12-sparc64-linux-gnu=12.2.0-13cross1
	binutils-sparc64-linux-gnu=2.40-2 qemu-user=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs sparc64-linux-gnu-gcc-12 sparc64-linux-gnu-ld qemu-sparc64

# The exit status is the word in memory behind the exchange.
cat >exchange.c <<'EOF'
__attribute__((noipa)) WORD give(WORD *p, WORD v)
{
	if (v & 1)
		v = EXCHANGE;
	return v;
}

void _start(void)
{
	WORD w = 1, old = give(&w, 3);
	register long number __asm__("g1") = 1;	/* exit */
	register long status __asm__("o0") = old == 1 ? (long)w : 100;

	__asm__ volatile ("ta 0x6d" : : "r" (number), "r" (status) : "memory");
}
EOF

# seen TYPE EXPRESSION LEVEL: 3 if the exchange stored the new value, 1 if it kept the old one.
seen()
{
	sparc64-linux-gnu-gcc-12 "$3" "-DWORD=$1" "-DEXCHANGE=$2" -ffreestanding -nostdlib -static \
		-o exchange exchange.c
	status=0
	qemu-sparc64 ./exchange || status=$?
	echo $status
}

new='__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)'
old='__sync_lock_test_and_set(p, v)'
expect '64 bits, -O0' "$(seen 'unsigned long' "$new" -O0)" 3
for level in -O1 -Os -O2 -O3; do
	expect "64 bits, $level" "$(seen 'unsigned long' "$new" $level)" 1
	expect "64 bits, older built-in, $level" "$(seen 'unsigned long' "$old" $level)" 1
	expect "32 bits, $level" "$(seen 'unsigned int' "$new" $level)" 3
done
