/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the actors do: one choice after the other, from the seed alone; and what their memory holds
 * when all of it is done.
 */
#include <string.h>

#include "plan.h"

struct operation_kind operation_kinds[OPERATIONS] = {
	[ECHO] = { "echo", 40, false },
	[STRING] = { "string", 14, false },
	[STORE] = { "store", 20, false },
	[SCRIBBLE] = { "scribble", 3, false },
	[UNMAP] = { "unmap", 6, false },
	[MIGRATE] = { "migrate", 8, false },
	[CANCEL] = { "cancel", 3, false },
	[STOP] = { "stop", 3, false },
	[PRIORITY] = { "priority", 3, false },
	[REBUILD] = { "rebuild", 3, false },
};

unsigned int processors = 1, actors, puppets;
unsigned long seed = 1, operations = 1000;

void plan_begin(struct plan *plan, unsigned int i)
{
	fuzz_source_seed(&plan->source, seed);
	plan->source.state = fuzz_random_word(&plan->source) + i;
	(void)fuzz_random_word(&plan->source);
}

static enum operation pick_operation(struct fuzz_source *s)
{
	unsigned int sum = 0, i, n;

	for (i = 0; i < OPERATIONS; i++)
		sum += operation_kinds[i].weight;
	n = fuzz_pick(s, sum);
	for (i = 0; n >= operation_kinds[i].weight; i++)
		n -= operation_kinds[i].weight;
	return (enum operation)i;
}

void plan_next(struct plan *plan, struct choice *c)
{
	struct fuzz_source *s = &plan->source;

	c->operation = pick_operation(s);
	c->puppet = fuzz_pick(s, puppets);
	c->own = fuzz_pick(s, ACTOR_PUPPETS);
	c->words = fuzz_pick(s, 60);
	c->start = fuzz_pick(s, STRING_BYTES);
	c->bytes = 1 + fuzz_pick(s, STRING_BYTES - c->start);
	c->page = fuzz_pick(s, ACTOR_PAGES);
	c->word = fuzz_pick(s, PAGE_WORDS);
	c->number = fuzz_pick(s, 256);
	c->value = fuzz_random_word(s);
}

bool is_done(enum operation operation)
{
	return !operation_kinds[operation].is_unwanted;
}

void plan_without(const char *name)
{
	unsigned int i;

	for (i = 0; i < OPERATIONS; i++)
		if (strcmp(operation_kinds[i].name, name) == 0)
			operation_kinds[i].is_unwanted = true;
}

unsigned long words_wrong(unsigned int i)
{
	static L4_Word_t wanted[ACTOR_PAGES][PAGE_WORDS];
	unsigned long n, wrong = 0;
	struct choice c;
	struct plan plan;

	for (n = 0; n < ACTOR_PAGES * PAGE_WORDS; n++)
		wanted[n / PAGE_WORDS][n % PAGE_WORDS] = 0;
	plan_begin(&plan, i);
	for (n = 0; n < operations; n++) {
		plan_next(&plan, &c);
		if ((c.operation == STORE || c.operation == SCRIBBLE) && is_done(c.operation))
			wanted[c.page][c.word] = c.value;
	}
	for (n = 0; n < ACTOR_PAGES * PAGE_WORDS; n++)
		wrong += wanted[n / PAGE_WORDS][n % PAGE_WORDS] !=
			 actor_memory[i].pages[n / PAGE_WORDS][n % PAGE_WORDS];
	return wrong;
}
