/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every address space and every state register that an instruction can name: those of the kernel
 * are refused, whatever the address, and the others reach nobody else's memory.
 */
#include "exc_code.h"

#define PHYSMAP		0xfffff80000000000ul
#define ASI_COUNT	256u
#define ASI_PROGRAMS	0x80u	/* from here on they are not the kernel's */
#define STATE_REGISTERS	32u
#define STATE_KERNEL	16u	/* from here on; but graphics status is the programs' */
#define STATE_GRAPHICS	19u
#define READ		3u	/* behind the values that are written */

/* QEMU lets programs read pending interrupts, and clocks and what they are compared with. */
static bool is_shown(unsigned int n)
{
	return n >= 22 && n <= 25;
}

extern helper_fn *const space_accesses[], *const state_writes[], *const state_reads[];

TAP_TEST(hostile, kernel_spaces,
	 "SPARC-02 ISO-03 every access to each address space of the kernel's: type 0x37")
{
	static const L4_Word_t addresses[] = { 0, 8, PLACE, PHYSMAP, PHYSMAP + 0x400000 };
	struct helper *h = handled(helper_there());
	unsigned int asi, i;

	(void)helper_call(h, fpu_load, 0, 0, 0);
	for (asi = 0; asi < ASI_PROGRAMS; asi++) {
		for (i = 0; space_accesses[i] != NULL; i++) {
			tap_context("space %#x, access %u", asi, i);
			tap_check_eq(helper_run(h, space_accesses[i], addresses[asi % 5], asi, 0),
				     EXCEPTION);
			tap_check_eq(h->mr[MR_VECTOR], TYPE_ACTION);
			helper_abort_probe(h);
		}
	}
}

/* Of processors after UltraSPARC II, for loads of two words: not of the one that is tested. */
static bool is_of_pairs(unsigned int asi)
{
	return (asi & 0xf6) == 0xe2;
}

TAP_TEST(hostile, own_spaces,
	 "SPARC-07 ISO-03 the others reach no memory of the kernel, and end none but their thread")
{
	static const L4_Word_t addresses[] = {
		PLACE, PLACE + 4, PLACE + 63, PLACE + 0x10000, 0x80000000000, PHYSMAP,
		PHYSMAP + 0x400000, KERNEL_PAGE, ~(L4_Word_t)0,
	};
	struct helper *h = handled(helper_there());
	enum outcome outcome;
	unsigned int asi, i, k;

	(void)helper_call(h, fpu_load, 0, 0, 0);
	give(h, page_fpage(0, L4_FullyAccessible), PLACE, L4_CompleteAddressSpace);
	for (asi = ASI_PROGRAMS; asi < ASI_COUNT; asi++) {
		if (is_of_pairs(asi))
			continue;
		for (i = 0; space_accesses[i] != NULL; i++) {
			for (k = 0; k < sizeof(addresses) / sizeof(addresses[0]); k++) {
				tap_context("space %#x, access %u of %#lx", asi, i, addresses[k]);
				*page_word(0) = 0;
				outcome = helper_run(h, space_accesses[i], addresses[k], asi, 0);
				if (outcome == DONE) {
					tap_check_eq(h->value & ~0xfful, 0);
					continue;
				}
				tap_check(outcome == EXCEPTION || outcome == PAGE_FAULT);
				helper_abort_probe(h);
			}
		}
	}
}

TAP_TEST(hostile, state_registers,
	 "SPARC-02 ISO-03 state registers of the kernel: an exception, no effect")
{
	struct helper *h = handled(helper_there());
	L4_Clock_t before = L4_SystemClock();
	unsigned int n, i;

	for (n = STATE_KERNEL; n < STATE_REGISTERS; n++) {
		for (i = 0; i <= READ; i++) {
			tap_context("register %u, %u", n, i);
			if (n == STATE_GRAPHICS || (i == READ && is_shown(n)))
				continue;
			tap_check_eq(helper_run(h, i == READ ? state_reads[n] : state_writes[n],
						i == 0 ? 0 : i == 1 ? 0xffff : ~(L4_Word_t)0, 0, 0),
				     EXCEPTION);
			helper_abort_probe(h);
		}
	}
	/* The timer still strikes. */
	L4_Sleep(L4_TimePeriod(2000));
	tap_check(L4_SystemClock().raw > before.raw);
}
