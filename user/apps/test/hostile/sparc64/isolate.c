/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one thread leaves behind is seen by no other: registers of new threads, memory that the
 * kernel gives again, the interface page, the second context that instructions can name.
 */
#include <l4/abi/kip.h>

#include "exc_code.h"

#define PHYSMAP		0xfffff80000000000ul
#define SECRET		0x5ec7e75ec7e7ul
#define ROUNDS		20

helper_fn load_secondary;
extern const char fresh_entry[], load_secondary_ip[];

TAP_TEST(hostile, fresh_registers, "START-08 ISO-05 a new thread finds nothing in its registers")
{
	L4_ThreadId_t id;
	L4_Word_t bits;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		(void)helper_call(helper_there(), fpu_load, SECRET, 0, 0);
		id = new_id();
		check_granted(thread_create_here(id, main_thread));
		check_ok(thread_start(id, (L4_Word_t)fresh_entry));
		check_ok(L4_Receive_Timeout(id, PATIENCE));
		L4_StoreMR(1, &bits);
		tap_check_eq(bits, 0);
	}
}

TAP_TEST(hostile, kip_clean, "ISO-06 the kernel interface page holds no address of the kernel")
{
	const L4_Word_t *word = L4_GetKernelInterface();
	unsigned int i, found = 0;

	for (i = 0; i < page_size / sizeof(L4_Word_t); i++)
		found += IS_KERNEL_ADDRESS(word[i]);
	tap_check_eq(found, 0);
}

TAP_TEST(hostile, secondary,
	 "SPARC-07 the second context of instructions has no memory of any space")
{
	struct helper *a = helper_there(), *b = handled(helper_there());

	give(a, page_fpage(0, L4_Readable), PLACE, L4_CompleteAddressSpace);
	*page_word(0) = SECRET;
	tap_check_eq(peek(a, PLACE), SECRET);
	give(b, page_fpage(1, L4_Readable), PLACE, L4_CompleteAddressSpace);
	tap_check_eq(peek(b, PLACE), 0);
	tap_check_eq(helper_run(b, load_secondary, PLACE, 0, 0), PAGE_FAULT);
	tap_check_eq(b->mr[1], PLACE);
	tap_check_eq(b->mr[2], (L4_Word_t)load_secondary_ip);
	/* A page does not help, and does no harm. */
	tap_check_eq(helper_answer(b, PLACE | L4_ITEM_MAP,
				   page_fpage(1, L4_FullyAccessible).raw), PAGE_FAULT);
	helper_abort_probe(b);
	tap_check_eq(peek(b, PLACE), 0);
	tap_check_eq(helper_run(b, load_secondary, PHYSMAP, 0, 0), EXCEPTION);
}
