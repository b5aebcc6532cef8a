#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# GRUB 2.06: the command line that a multiboot kernel gets is not the text behind `multiboot`, nor
# that text with its quotes taken off: GRUB takes the quotes off and then puts its own in.
#
# A word with a blank comes in double quotes, whichever quotes it had; a backslash, a single and a
# double quote in a word get a backslash in front. So a kernel that splits at blanks sees rubbish,
# and the same words mean different things with GRUB and with QEMU's -append, which passes the
# text as it is. There is no way to pass a lone backslash or a word that begins with a quote.
# Other characters (; $ & |) need quotes for GRUB's shell and arrive without them.

. "$(dirname "$0")/grub.sh"

# A kernel that writes its command line to the debug console and ends the emulator.
make_kernel <<'EOF'
	.code32
	.globl	_start
	.balign	4
	.long	0x1badb002, 3, -(0x1badb002 + 3)
_start:	movl	16(%ebx), %esi
	movw	$0xe9, %dx
	cld
0:	lodsb
	testb	%al, %al
	jz	1f
	outb	%al, %dx
	jmp	0b
1:	movw	$0xf4, %dx
	outb	%al, %dx
	hlt
EOF

# words TEXT: what the kernel sees of this text behind its name in grub.cfg.
words()
{
	# The emulator gets no options; $1 is a text.
	# shellcheck disable=SC2119
	printf 'set timeout=0\nmenuentry kernel { multiboot /boot/kernel %s }\n' "$1" | boot_menu
}

text="a\\b it's \"c d\""
seen=$(emulate -kernel kernel -append "$text")
expect 'QEMU, text as it is' "${seen#* }" "$text"
expect 'GRUB, single quotes around a blank' "$(words "'c d'")" '"c d"'
expect 'GRUB, a backslash in quotes' "$(words "'a\\b'")" 'a\\b'
expect 'GRUB, a quoted single quote' "$(words "\"it's\"")" "it\\'s"
expect 'GRUB, a quoted double quote' "$(words "'say\"so'")" 'say\"so'
expect 'GRUB, a semicolon in quotes' "$(words "'a;b'")" 'a;b'
