#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# QEMU 10.0 (TCG), several processors that take turns in one thread (thread=single, -icount): a
# plugin's callbacks get the number of the processor for which the block was translated first, not
# of the one that executes it.
#
# The interface says vcpu_index of "the current vCPU context". With a thread for each processor
# that is what arrives, and with QEMU 7.2 in either way. QEMU 10 compiles the number into a block
# as a constant when processors do not run in parallel, but all processors share the blocks. So
# what a second processor executes of code that the first one has executed before is counted as
# the first one's, by callbacks and by scoreboards. Counting by processor, or which of them touch
# the same cache lines, then needs another sign of who it is, as a register that differs.

VERSIONS='qemu-system-x86=1:10.0.13+ds-0+deb13u1
	qemu-system-common=1:10.0.13+ds-0+deb13u1
	qemu-system-data=1:10.0.13+ds-0+deb13u1'

. "$(dirname "$0")/lib.sh"
# The words of a list are packages.
# shellcheck disable=SC2086
packages $VERSIONS
needs qemu-system-x86_64 gcc ld objcopy

# Firmware in real mode. The first processor executes the code at F000:0000 and then starts the
# second one there, by its local controller in x2APIC mode.
cat >firmware.S <<'EOS'
	.code16
	nop				/* what the plugin looks at */
	testw	%bp, %bp
	jnz	back
1:	cli
	hlt
	jmp	1b
start:	movw	$1, %bp
	ljmp	$0xf000, $0
back:	movl	$0x1b, %ecx		/* IA32_APIC_BASE: on, x2APIC mode */
	rdmsr
	orl	$0xc00, %eax
	wrmsr
	movl	$0x830, %ecx		/* the command register: INIT, then start at 0xf0000 */
	movl	$1, %edx
	movl	$0x4500, %eax
	wrmsr
	movl	$0x46f0, %eax
	wrmsr
	movl	$3000000, %ecx
2:	pause
	decl	%ecx
	jnz	2b
	movw	$0xf4, %dx
	movb	$0, %al
	outb	%al, %dx
3:	hlt
	jmp	3b
	.org	0xfff0
	ljmp	$0xf000, $start
	.org	0x10000
EOS
gcc -m32 -c -o firmware.o firmware.S
objcopy -O binary -j .text firmware.o firmware

# Counts executions of the first instruction by the number that arrives.
cat >plugin.c <<'EOS'
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
struct tb;
struct insn;
struct insn *qemu_plugin_tb_get_insn(const struct tb *, size_t);
uint64_t qemu_plugin_insn_vaddr(const struct insn *);
void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *, void (*)(unsigned, void *), int, void *);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t, void (*)(uint64_t, struct tb *));
void qemu_plugin_register_atexit_cb(uint64_t, void (*)(uint64_t, void *), void *);
int qemu_plugin_version = 4;
static unsigned times[2];
static void executed(unsigned cpu, void *data)
{
	__atomic_fetch_add(&times[cpu & 1], 1, __ATOMIC_SEQ_CST);
}
static void translated(uint64_t id, struct tb *tb)
{
	struct insn *first = qemu_plugin_tb_get_insn(tb, 0);

	if (qemu_plugin_insn_vaddr(first) == 0xf0000)
		qemu_plugin_register_vcpu_insn_exec_cb(first, executed, 0, NULL);
}
static void ended(uint64_t id, void *data)
{
	printf("processor 0 %u, processor 1 %u\n", times[0], times[1]);
}
int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
EOS
gcc -shared -fPIC -o plugin.so plugin.c

# executions OPTION: by which processors, with this option of -accel tcg.
executions()
{
	timeout 60 qemu-system-x86_64 -accel "tcg,$1" -smp 2 -cpu max -m 16 -nodefaults \
		-display none -bios firmware -device isa-debug-exit,iobase=0xf4,iosize=1 \
		-plugin ./plugin.so || true
}

expect "executions with a thread each" "$(executions thread=multi)" "processor 0 1, processor 1 1"
expect "executions in turns" "$(executions thread=single)" "processor 0 2, processor 1 0"
