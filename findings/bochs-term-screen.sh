#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bochs 2.7 with its debugger, as Debian builds it, and the display library "term": the machine
# stands still after some tens of KB of text on its screen, unless somebody reads a terminal that
# Bochs has made by itself.
#
# The screen is not drawn where Bochs was started: that is the debugger's. Bochs opens a pseudo
# terminal, says its name once ("Bochs connected to screen"), and writes there. Where nobody reads,
# the buffer of a terminal fills up and the emulator sleeps in a write, for ever and without a
# message: in an unattended run that looks like a guest that hangs, at another place each time, and
# short runs are well. The terminal has to be read, and to be raw before: else its echo comes back
# as keys that are typed at the machine.
#
# Met where long test runs in Bochs never ended.

VERSIONS='bochs=2.7+dfsg-4+deb12u1 bochs-term=2.7+dfsg-4+deb12u1 bochsbios=2.7+dfsg-4+deb12u1
	vgabios=0.8a+ds-2'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs bochs gcc ld script

# A boot sector that writes lines by the BIOS and waits behind each for the vertical retrace; then
# it says so and ends the emulator.
cat >sector.S <<'EOT'
	.code16
	.globl	_start
_start:	cld
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	$3000, %bp
1:	movw	$text - _start + 0x7c00, %si
2:	lodsb
	testb	%al, %al
	jz	3f
	movb	$0x0e, %ah
	movw	$7, %bx
	int	$0x10
	jmp	2b
3:	incb	text - _start + 0x7c00
	andb	$0x5f, text - _start + 0x7c00
	movw	$0x3da, %dx
4:	inb	%dx, %al
	testb	$8, %al
	jnz	4b
5:	inb	%dx, %al
	testb	$8, %al
	jz	5b
	decw	%bp
	jnz	1b
	movw	$end - _start + 0x7c00, %si
	movw	$0xe9, %dx
	movw	$5, %cx
	rep outsb
	movw	$0x8900, %dx
	movw	$8, %cx
	rep outsb
	hlt
text:	.asciz	"A line of text on the screen\r\n"
end:	.ascii	"drawnShutdown"
	.org	510
	.word	0xaa55
EOT
gcc -m32 -c -o sector.o sector.S
ld -m elf_i386 -Ttext=0x7c00 --oformat binary -o floppy sector.o
truncate -s 1474560 floppy

cat >configuration <<EOT
display_library: term
plugin_ctrl: biosdev=1, unmapped=1, serial=0, parallel=0, speaker=0, extfpuirq=0, iodebug=0
cpu: model=core2_penryn_t9600, ips=5000000
clock: sync=none, time0=utc
megs: 32
romimage: file=$root/usr/share/bochs/BIOS-bochs-latest
vgaromimage: file=$root/usr/share/vgabios/vgabios.bin
floppya: 1_44=floppy, status=inserted
boot: floppy
port_e9_hack: enabled=1
log: log
vga: extension=vbe, update_freq=25
panic: action=fatal
EOT
echo continue >commands

# start: Bochs on a terminal; what it says there is in the file `said`.
start()
{
	TERM=linux LTDL_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu/bochs/plugins \
		timeout -s KILL 60 script -qefc \
		"bochs -q -f configuration -rc commands" said </dev/null >/dev/null 2>&1 || :
}

# The name of the terminal, as soon as it has been told, and not that of the run before.
screen()
{
	until grep -aqs 'connected to screen' said; do sleep 0.1; done
	sed -n 's/.*connected to screen "\(.*\)".*/\1/p' said
}

start
expect 'nobody reads: how often the machine comes to its end' "$(grep -ac drawn said)" 0
rm said
start &
terminal=$(screen)
stty -F "$terminal" raw -echo
cat "$terminal" >screen 2>/dev/null &
reader=$!
wait %1
kill $reader 2>/dev/null || :
expect 'a reader: how often the machine comes to its end' "$(grep -ac drawn said)" 1
echo "text on the screen: $(wc -c <screen) bytes"
