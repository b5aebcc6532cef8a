#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 7.2, sun4u: the host bridge has one request for all of its interrupt sources. As long as one
# is not cleared, those of devices on the board do not come through, and one of a PCI slot takes the
# request away from the source that has it, whose clear register then clears nothing.
#
# In an UltraSPARC-IIi each source has a state of its own (idle, received, pending), a map register
# and a clear register; a driver that is slow to clear its source holds up that one and no other.
# The model has the states' registers and one variable for what was sent last. So who leaves the
# clear register for later, as a system does whose drivers are programs, stops the keyboard by the
# serial line; and works on the machine itself. What goes on everywhere: close the source in its map
# register, clear it at once, and open it when the driver is done. Lines are levels, so nothing is
# lost: what waited comes with the next clear that counts.
#
# Met where interrupts of SPARC-V9 were given to user-level drivers.

VERSIONS='qemu-system-sparc=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-common=1:7.2+dfsg-7+deb12u18+b3
	qemu-system-data=1:7.2+dfsg-7+deb12u18'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-sparc64

# No processor runs: registers are written and lines raised from here, one answer for each. Sources
# 41 (keyboard), 43 (serial line) and 0 (pin A of the first slot) are opened at 0x104c, 0x105c and
# 0xc04; the last two are cleared at 0x185c and 0x1404.
bridge='/machine/unattached/device[4]'
cat >commands <<END
writel 0x1fe0000104c 0x80000000
writel 0x1fe0000105c 0x80000000
writel 0x1fe00000c04 0x80000000
set_irq_in $bridge pbm-irq 43 1
set_irq_in $bridge pbm-irq 41 1
set_irq_in $bridge pbm-irq 0 1
writel 0x1fe0000185c 0
set_irq_in $bridge pbm-irq 0 0
writel 0x1fe00001404 0
END

qemu-system-sparc64 -L "$root/usr/share/qemu" -L /usr/share/qemu -M sun4u -S -nodefaults \
	-display none -qtest stdio -qtest-log none -d 'trace:sabre_*' -D trace \
	<commands >answers &
qemu=$!
tries=0
until [ -e answers ]; do sleep 1; done
while [ "$(grep -c '^OK' answers)" -lt "$(grep -c . commands)" ] && [ $tries -lt 60 ]; do
	sleep 1
	tries=$((tries + 1))
done
kill $qemu
wait $qemu || :

# Lines that were raised (^) and let go (_), requests that the bridge sent, clear registers that
# were written and what that cleared.
events=$(sed -n -e 's/.*set_irq set irq_in \([0-9]*\) level 1$/^\1/p' \
	-e 's/.*set_irq set irq_in 0 level 0$/_0/p' \
	-e 's/.*_set_request request irq \([0-9]*\)$/sent-\1/p' \
	-e 's/.* addr 0x185c val 0x0$/clear-43/p' -e 's/.* addr 0x1404 val 0x0$/clear-0/p' \
	-e 's/.*_clear_request .* irq \([0-9]*\)$/cleared-\1/p' trace | tr '\n' ' ')
expect '41 waits for 43, 0 does not; clearing 43 clears nothing, so 41 waits for 0' "$events" \
	'^43 sent-43 ^41 ^0 sent-0 clear-43 _0 clear-0 cleared-0 sent-41 '
