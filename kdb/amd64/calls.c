/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calls on a program's stack. Programs need not keep frame pointers, and the kernel does not
 * know their symbols: what is shown are the words of the stack behind whose address is a CALL.
 * Some may be left over from calls that have returned. (AMD64 manual, volume 3, CALL)
 */
#include "code.h"

#include <api/port.h>
#include <base/bits.h>
#include <generic/tcb.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

#define CALL_RELATIVE	0xe8
#define CALL_RELATIVE_BYTES 5
#define CALL_INDIRECT	0xff
#define CALL_MODRM	2	/* in bits 5 to 3 of the byte behind CALL_INDIRECT */
#define CALL_BYTES	7	/* at most, without prefixes */

#define MAX_CALLS	24
#define MAX_WORDS	1024	/* of the stack */
#define PART_WORDS	32

/* The bytes of CALL_INDIRECT with this byte behind it. */
static unsigned int indirect_bytes(u8 modrm)
{
	static const u8 displacement[] = { 0, 1, 4 };
	unsigned int mode = modrm >> 6, base = modrm & 7;

	if (mode == 3)
		return 2;
	/* An address without base, or with a second byte of registers. */
	if (mode == 0 && base == 5)
		return 6;
	return 2 + (base == 4) + displacement[mode];
}

static bool is_behind_call(const struct space *s, word_t address)
{
	u8 code[CALL_BYTES];

	if (address < CALL_BYTES ||
	    kdb_read_user(s, code, address - CALL_BYTES, CALL_BYTES) != CALL_BYTES)
		return false;
	if (code[CALL_BYTES - CALL_RELATIVE_BYTES] == CALL_RELATIVE)
		return true;
	for (unsigned int n = 2; n <= CALL_BYTES; n++) {
		const u8 *call = code + CALL_BYTES - n;

		if (call[0] == CALL_INDIRECT && (call[1] >> 3 & 7) == CALL_MODRM &&
		    indirect_bytes(call[1]) == n)
			return true;
	}
	return false;
}

static void print_call(word_t ip, unsigned int word_bytes)
{
	kdb_printf(word_bytes == sizeof(u32) ? "  %#010lx\n" : "  %#018lx\n", ip);
}

/* Looks at n words of the stack; returns how many calls are shown then. */
static unsigned int print_part(const struct space *s, const void *part, unsigned int n,
			       unsigned int word_bytes, unsigned int shown)
{
	for (unsigned int i = 0; i < n && shown < MAX_CALLS; i++) {
		word_t w = word_bytes == sizeof(u32) ? ((const u32 *)part)[i] :
						       ((const u64 *)part)[i];

		if (w >= s->pt.end || !is_behind_call(s, w))
			continue;
		print_call(w, word_bytes);
		shown++;
	}
	return shown;
}

void kdb_cpu_print_calls(struct tcb *t)
{
	unsigned int word_bytes = runs_32bit_code(t) ? sizeof(u32) : sizeof(u64), shown = 0;
	word_t sp = port_user_sp(t);
	u64 part[PART_WORDS];

	print_call(port_user_ip(t), word_bytes);
	for (unsigned int n = 0; n < MAX_WORDS && shown < MAX_CALLS; n += PART_WORDS) {
		size_t bytes = PART_WORDS * word_bytes;
		size_t got = kdb_read_user(t->space, part, sp, bytes);

		shown = print_part(t->space, part, (unsigned int)(got / word_bytes), word_bytes,
				   shown);
		if (got != bytes || kdb_is_interrupted())
			break;
		sp += bytes;
	}
}
