/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that gcc calls because the processor has no instruction for them: zeros at either end
 * of a word that is not 0.
 */
#include <base/types.h>

int __clzdi2(word_t w);
int __ctzdi2(word_t w);

int __clzdi2(word_t w)
{
	int n = 0;

	for (int step = 32; step > 0; step /= 2) {
		if (w >> (64 - step) == 0) {
			w <<= step;
			n += step;
		}
	}
	return n;
}

int __ctzdi2(word_t w)
{
	int n = 0;

	for (int step = 32; step > 0; step /= 2) {
		if (w << (64 - step) == 0) {
			w >>= step;
			n += step;
		}
	}
	return n;
}
