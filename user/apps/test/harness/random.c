/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random words by shifts, and parameters of system calls made of them.
 */
#include "random.h"

L4_Word64_t random_word(void)
{
	static L4_Word64_t state = 88172645463325252ull;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

L4_Word_t random_parameter(void)
{
	L4_Word64_t word = random_word();
	L4_Word_t w = (L4_Word_t)word;

	switch (word >> 60) {
	case 0: case 1:
		return w & 0xff;
	case 2: case 3:
		return ~(w & 0xff);
	case 4:
		return PLACE + (w & 0xffffff);
	case 5:
		return L4_GlobalId(L4_ThreadNo(main_thread) + (w & 7), (w >> 3 & 3)).raw;
	case 6:
		return L4_CompleteAddressSpace.raw | (w & 7);
	case 7:
		return UTCB_AREA_THERE + (w & 0xfff) * 0x200;
	default:
		return w;
	}
}
