/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that the kernel gives to every space (interface page and window): strings may come
 * from there as far as the program itself can read them, and never go there.
 */
#include "transfer.h"
#include "window.h"

#define BYTES		64

static L4_Word_t kip(void)
{
	return (L4_Word_t)L4_GetKernelInterface();
}

TAP_TEST(hostile, string_into_kernel, "TYPED-17 a string is not copied into pages of the kernel")
{
	const L4_Word_t targets[] = {
		kip(), window_gs(), WINDOW + page_size, WINDOW + 2 * page_size,
	};
	unsigned char before[BYTES];
	unsigned int i, k, changed;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		tap_context("%#lx", targets[i]);
		pair_there();
		fill(page(0), BYTES);
		provide(sender.h, 0, PLACE, L4_ReadWriteOnly);
		for (k = 0; k < BYTES; k++)
			before[k] = ((volatile unsigned char *)targets[i])[k];
		send_items(0, STRING(BYTES, 1), PLACE);
		accept_strings(STRING(BYTES, 1), targets[i]);
		transfer();
		expect_fault(receiver.h, WRITE_FAULT, targets[i]);
		for (k = changed = 0; k < BYTES; k++)
			changed += before[k] != ((volatile unsigned char *)targets[i])[k];
		/* gs:0 is a word that differs from thread to thread, but is the kernel's. */
		tap_check_eq(changed, 0);
		helper_forget(receiver.h);
		helper_forget(sender.h);
	}
}

TAP_TEST(hostile, string_from_kernel,
	 "TYPED-16 pages of the window that only the kernel sees are not copied")
{
	unsigned int i;

	for (i = 3; i < WINDOW_PAGES; i += 85) {
		tap_context("page %u", i);
		tap_check(!window_is_readable(i));
		pair_there();
		provide(receiver.h, TARGET, PLACE, L4_ReadWriteOnly);
		send_items(0, STRING(BYTES, 1), WINDOW + i * page_size);
		accept_strings(STRING(BYTES, 1), PLACE);
		transfer();
		expect_fault(sender.h, READ_FAULT, WINDOW + i * page_size);
		tap_check_eq(bytes_touched(page(TARGET), BYTES), 0);
		helper_forget(receiver.h);
		helper_forget(sender.h);
	}
}

TAP_TEST(hostile, window_mapped, "MAP-24 nothing is mapped into the kernel's window or out of it")
{
	struct helper *a = helper_there(), *b = helper_there();
	unsigned int i;

	*page_word(0) = 0x4711;
	for (i = 0; i < 8; i++) {
		tap_context("page %u", i);
		give(a, page_fpage(0, L4_FullyAccessible), WINDOW + i * page_size,
		     L4_CompleteAddressSpace);
		if (can_read(a, WINDOW + i * page_size))
			tap_check(window_is_readable(i) && a->value != 0x4711);
		pass(a, b, (PLACE + i * page_size) | L4_ITEM_MAP,
		     fpage_at(WINDOW + i * page_size, L4_FullyAccessible).raw,
		     L4_CompleteAddressSpace);
		tap_check(!can_read(b, PLACE + i * page_size));
	}
	tap_context("all of it, as one page");
	(void)item_send(a, WINDOW | L4_ITEM_MAP,
			L4_FpageAddRights(L4_Fpage(large_page(), large_page_size()),
					  L4_FullyAccessible).raw, L4_CompleteAddressSpace);
	check_helper_ok(a);
	tap_check(!can_read(a, WINDOW + 8 * page_size));
	tap_check_eq(helper_call(a, work_nothing, 5, 0, 0), 5);
	(void)L4_Flush(L4_FpageAddRights(L4_Fpage(WINDOW, large_page_size()), L4_FullyAccessible));
	tap_check_eq(*(volatile L4_Word_t *)window_gs(), L4_MyLocalId().raw);
}
