/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Search in the table of the kernel's symbols.
 */
#include <generic/ksyms.h>

#include <generic/printf.h>
#include <lib/string.h>

const char *ksyms_lookup(const struct ksyms *k, word_t address, word_t *offset)
{
	u64 lo = 0, hi = *k->count;

	if (hi == 0 || address < k->addr[0] || address >= (word_t)k->end)
		return NULL;
	while (hi - lo > 1) {
		u64 mid = lo + (hi - lo) / 2;

		if (k->addr[mid] <= address)
			lo = mid;
		else
			hi = mid;
	}
	*offset = address - (word_t)k->addr[lo];
	return &k->strings[k->name[lo]];
}

void ksyms_print(const struct ksyms *k, word_t address)
{
	word_t offset;
	const char *name = ksyms_lookup(k, address, &offset);

	if (name == NULL)
		kprintf("  %#018lx\n", address);
	else
		kprintf("  %#018lx %s+%#lx\n", address, name, offset);
}

bool ksyms_address(const struct ksyms *k, const char *name, word_t *address)
{
	for (u64 i = 0; i < *k->count; i++) {
		if (strcmp(&k->strings[k->name[i]], name) == 0) {
			*address = (word_t)k->addr[i];
			return true;
		}
	}
	return false;
}
