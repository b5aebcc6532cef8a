#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# GRUB 2.06: where a multiboot (1) kernel finds the positions of a framebuffer's colours is not
# where the specification's table has them.
#
# The table of the Multiboot Specification 0.6.96 (section 3.3) lets color_info begin right behind
# framebuffer_type, at byte 110 of the information structure, and end at 115. GRUB declares the six
# bytes as a union with a 32-bit address of a palette, which the compiler aligns: two unused bytes
# come first, so positions and sizes of red, green and blue are the bytes 112 to 117, and the
# structure is two bytes longer than the table. A kernel that believes the table reads a red of no
# bits, and green's numbers are red's. The header file that the specification shows has
# the same union, so a kernel built with it agrees with GRUB, and disagrees with the table.
# Multiboot 2 has no such gap.
#
# This project's loader looks at 112, and at 110 if that makes no sense.

. "$(dirname "$0")/grub.sh"

# A kernel that asks for 1024x768 with 32 bits a pixel, writes its information from byte 108 on,
# depth and type of the framebuffer, to byte 117 to the debug console, and ends the emulator. All
# of it is zero if the information has no framebuffer.
make_kernel <<'EOF'
	.code32
	.globl	_start
	.balign	4
	.long	0x1badb002, 4, -(0x1badb002 + 4)
	.long	0, 0, 0, 0, 0
	.long	0, 1024, 768, 32
_start:	leal	108(%ebx), %esi
	movl	$10, %ecx
	movl	(%ebx), %ebp
0:	lodsb
	testl	$1 << 12, %ebp
	jnz	1f
	movb	$0, %al
1:	outb	%al, $0xe9
	loop	0b
	outb	%al, $0xf4
	hlt
EOF

boot_menu -vga std >seen <<'END'
set timeout=0
insmod all_video
menuentry kernel { multiboot /boot/kernel }
END

# bytes FROM COUNT: of the information, as decimal numbers.
bytes()
{
	od -A n -t u1 -j $(($1 - 108)) -N "$2" seen | tr -s ' ' | sed 's/^ //'
}

expect 'bytes 108 and 109: bits a pixel, direct colours' "$(bytes 108 2)" '32 1'
expect 'bytes 110 and 111, where the table has red' "$(bytes 110 2)" '0 0'
expect 'bytes 112 to 117: red, green, blue, each with position and size' "$(bytes 112 6)" \
	'16 8 8 8 0 8'
