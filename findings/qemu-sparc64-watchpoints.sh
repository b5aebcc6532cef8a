#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU, sun4u: the register of the UltraSPARC's data watchpoint keeps the address that is written to
# it, but nothing is watched.
#
# The processor compares virtual addresses of loads and stores with the register VA_watchpoint of
# the data MMU (ASI 0x58, address 0x38) as far as bits VM, VR and VW of its LSU control register
# (ASI 0x45) say, and raises trap 0x62; for physical addresses there is the same with trap 0x61.
# (UltraSPARC User's Manual, appendix on debug support) The emulated one gives back what was written
# to VA_watchpoint, but not the bits of the LSU control register, and neither a load nor a store of
# the watched word traps. Whoever asks the address register whether there are watchpoints is
# deceived; the control register tells the truth.
#
# Met where a kernel debugger might have had watchpoints.

VERSIONS='qemu-system-sparc=1:7.2+dfsg-7+deb12u18+b3 qemu-system-common=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-data=1:7.2+dfsg-7+deb12u18
	binutils-sparc64-linux-gnu=2.40-2'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-sparc64 sparc64-linux-gnu-as sparc64-linux-gnu-ld

# Prints a letter for each step, then does what does trap, for comparison: the firmware says so.
cat >watch.s <<'EOT'
	.register %g2, #scratch
	.macro	SAY letter
	mov	\letter, %o0
	stba	%o0, [%l0] 0x15
	.endm

	.text
	.globl	_start
_start:
	wrpr	%g0, 15, %pil
	setx	0x1fe020003f8, %g1, %l0		! the serial port
	setx	word, %g1, %l1
	mov	0x38, %l2
	stxa	%l1, [%l2] 0x58			! VA_watchpoint
	membar	#Sync
	setx	0xff << 25 | 1 << 22 | 1 << 21, %g1, %l3	! all bytes, loads and stores
	ldxa	[%g0] 0x45, %l4
	or	%l4, %l3, %l4
	stxa	%l4, [%g0] 0x45			! LSU control
	membar	#Sync
	SAY	'\n'
	SAY	'<'
	ldxa	[%l2] 0x58, %l5
	cmp	%l5, %l1
	bne	%xcc, 1f
	 nop
	SAY	'A'				! the address is there
1:	ldxa	[%g0] 0x45, %l5
	andcc	%l5, %l3, %g0
	be	%xcc, 2f
	 nop
	SAY	'C'				! so is some of the control
2:	ldx	[%l1], %l5
	SAY	'L'				! a load without a trap
	stx	%l5, [%l1]
	SAY	'S'				! and a store
	SAY	'>'
	SAY	'\n'
	ldx	[%l1 + 4], %l5
	SAY	'?'
3:	ba	3b
	 nop

	.data
	.align	8
word:	.xword	1
	.skip	32768				! small kernels are not started
EOT
sparc64-linux-gnu-as -64 -Av9a -o watch.o watch.s
sparc64-linux-gnu-ld -Ttext=0x600000 -N -o watch watch.o

qemu-system-sparc64 -L "$root/usr/share/qemu" -L /usr/share/qemu -M sun4u -vga none \
	-display none -serial stdio -monitor none -kernel watch </dev/null >said &
qemu=$!
tries=0
while ! grep -q 'Unhandled Exception' said && [ $tries -lt 120 ]; do
	sleep 1
	tries=$((tries + 1))
done
kill $qemu
wait $qemu || :
tr -d '\r' <said >lines

expect 'address kept (A), control kept (C), load (L) and store (S) of the word without a trap' \
	"$(sed -n 's/^<\(.*\)>$/\1/p' lines)" ALS
expect 'a load that is not aligned' "$(grep -o 'Exception 0x[0-9a-f]*' lines | head -n 1)" \
	'Exception 0x0000000000000034'
