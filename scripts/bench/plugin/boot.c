/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How often each instruction is executed from the first one of the loader to the first one of the
 * first program. What ran before at the same address counts for nothing: a boot loader may have
 * been there.
 */
#include "plugin.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PLACES	(1u << 20)	/* a power of two, more than a boot has instructions in memory */

static struct place {
	uint64_t address, count;	/* count 0: free */
} *places;

static FILE *out;
static uint64_t entry;
static bool is_in_kernel;

void boot_set_output(FILE *file, uint64_t address)
{
	out = file;
	entry = address;
	places = calloc(PLACES, sizeof(*places));
	if (!places)
		abort();
}

static struct place *place_of(uint64_t address)
{
	uint64_t i = (address * 0x9e3779b97f4a7c15u) >> 40, tries;

	for (tries = 0; tries < PLACES; tries++, i++) {
		struct place *p = &places[i & (PLACES - 1)];

		if (p->count == 0 || p->address == address)
			return p;
	}
	abort();
}

static void report(void)
{
	size_t i;

	for (i = 0; i < PLACES; i++)
		if (places[i].count > 0)
			fprintf(out, "place address=%" PRIx64 " count=%" PRIu64 "\n",
				places[i].address, places[i].count);
	fclose(out);
	out = NULL;
}

void boot_executed(const struct insn *insn)
{
	struct place *p;

	if (!out)
		return;
	if (insn->address == entry && !is_in_kernel)
		memset(places, 0, PLACES * sizeof(*places));
	if (insn->mode == MODE_KERNEL)
		is_in_kernel = true;
	if (is_in_kernel && insn->mode == MODE_USER) {
		report();
		return;
	}
	p = place_of(insn->address);
	p->address = insn->address;
	p->count++;
}
