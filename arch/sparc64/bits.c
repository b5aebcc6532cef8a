/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that gcc calls because the processor has no instruction for them: zeros at either end
 * of a word that is not 0. A multiplication by SEQUENCE shifts it by the number of a bit; its six
 * highest bits are others for each shift.
 */
#include <base/types.h>

#define SEQUENCE	0x022fdd63cc95386dul

static const u8 bit_number[64] = {
	0, 1, 2, 53, 3, 7, 54, 27, 4, 38, 41, 8, 34, 55, 48, 28,
	62, 5, 39, 46, 44, 42, 22, 9, 24, 35, 59, 56, 49, 18, 29, 11,
	63, 52, 6, 26, 37, 40, 33, 47, 61, 45, 43, 21, 23, 58, 17, 10,
	51, 25, 36, 32, 60, 20, 57, 16, 50, 31, 19, 15, 30, 14, 13, 12,
};

int __clzdi2(word_t w);
int __ctzdi2(word_t w);

static int number_of(word_t bit)
{
	return bit_number[bit * SEQUENCE >> 58];
}

int __clzdi2(word_t w)
{
	/* All bits below the highest one, then the highest one alone. */
	for (int step = 1; step < 64; step *= 2)
		w |= w >> step;
	return 63 - number_of(w ^ w >> 1);
}

int __ctzdi2(word_t w)
{
	return number_of(w & -w);
}
