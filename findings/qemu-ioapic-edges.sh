#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 7.2, PC: an edge-triggered input of the IO-APIC interrupts again each time a device raises
# a line that is up already; the 8259 on the same line sees the one edge that there is.
#
# Devices of QEMU tell their interrupt line's level whenever they look at their state, also if it
# has not changed. The model of the 8259 compares with the level before, that of the IO-APIC takes
# each "up" as an edge (82093AA: edge is a transition). So whoever has the 16550's line up and
# writes its interrupt enable register, with that interrupt enabled before and behind, gets an
# interrupt for each write, and one for each character that comes in while one waits. A driver
# that counts edges, or takes one that it has not caused for a fault, works with the 8259 and
# fails with the IO-APIC; a driver that forgets an edge in between works here and hangs on a PC.
#
# Met where the interrupts of one serial line were tested with both controllers.

VERSIONS='qemu-system-x86=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-x86_64

# No processor runs: accesses to ports and memory come from here, one answer for each. Entry 4 of
# the IO-APIC becomes vector 0x54, edge, unmasked; the 8259 gets its four words and no mask. The
# line of COM1 rises when "transmitter empty" is enabled; then "character received" is enabled
# and disabled beside it, four times. The 8259 is asked by its poll command (0x0c, then a read,
# which acknowledges: bit 7 for "there is one", bits 2..0 its line) before and behind that.
cat >commands <<'EOF'
writel 0xfec00000 0x18
writel 0xfec00010 0x54
outb 0x20 0x11
outb 0x21 0x20
outb 0x21 0x04
outb 0x21 0x01
outb 0x21 0x00
outb 0x3fc 0x08
outb 0x3f9 0x02
outb 0x20 0x0c
inb 0x20
outb 0x20 0x20
outb 0x3f9 0x03
outb 0x3f9 0x02
outb 0x3f9 0x03
outb 0x3f9 0x02
outb 0x20 0x0c
inb 0x20
EOF

qemu-system-x86_64 -L "$root/usr/share/qemu" -L "$root/usr/share/seabios" -L /usr/share/qemu \
	-L /usr/share/seabios -M pc -S -nodefaults -display none -chardev null,id=com1 \
	-device isa-serial,chardev=com1 -qtest stdio -qtest-log none \
	-d trace:apic_deliver_irq -D trace <commands >answers &
qemu=$!
tries=0
until [ -e answers ]; do sleep 1; done
while [ "$(grep -c '^OK' answers)" -lt "$(grep -c . commands)" ] && [ $tries -lt 60 ]; do
	sleep 1
	tries=$((tries + 1))
done
kill $qemu
wait $qemu || :

expect 'answers of the 8259, at the edge and after four writes' \
	"$(grep '^OK 0x' answers | tr '\n' ' ')" 'OK 0x0084 OK 0x0000 '
expect 'interrupts by the IO-APIC for the same' "$(grep -c 'vector 84 ' trace)" 5
