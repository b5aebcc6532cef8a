/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings that begin where no user has memory. Words of 32 bits name no such place.
 */
#include "transfer.h"

#define USER_END	(USER_LAST + 1)

/* Reads or writes that leave the user area: nothing can serve such a fault. */
static void check_beyond(L4_Word_t address, L4_Word_t length, bool is_buffer)
{
	tap_context("%#lx, %#lx bytes, %s", address, length, is_buffer ? "buffer" : "string");
	send_items(0, STRING(length, 1), is_buffer ? at(0, 0) : address);
	accept_strings(STRING(length, 1), is_buffer ? address : at(TARGET, 0));
	transfer();
	check_broken(L4_IPC_OVERFLOW, L4_IPC_OVERFLOW, 0);
	tap_check_eq(bytes_touched(page(TARGET), 64), 0);
}

TAP_TEST(string, kernel_addresses, "TYPED-20 strings and buffers outside the user area: overflow")
{
	static const struct {
		L4_Word_t address, length;
	} outside[] = {
		{ USER_END, 16 }, { USER_END, (1ul << 54) - 1 }, { 1ul << 47, 1 },
		{ 1ul << 63, 100 }, { 0xffff800000000000ul, 4096 }, { ~0ul, 1 }, { ~0ul, 32 },
		{ -16ul, 32 }, { 0xffffffff80000000ul, 64 },
	};
	unsigned int i;

	pair_here();
	fill(page(0), 100);
	for (i = 0; i < sizeof(outside) / sizeof(*outside); i++) {
		check_beyond(outside[i].address, outside[i].length, false);
		check_beyond(outside[i].address, outside[i].length, true);
	}
}
