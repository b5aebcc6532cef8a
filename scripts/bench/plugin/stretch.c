/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Longest stretches of kernel instructions with interrupts off. The plugin interface does not tell
 * the interrupt flag, so it follows from what is executed: off from each entry on; on behind STI
 * and the one instruction that STI protects; off again from CLI on, or from wherever the flow does
 * not go straight on (that is an interrupt, or nothing is lost by taking it for one: a stretch is
 * never reported shorter than it was). Nothing counts before the first program runs.
 */
#include "plugin.h"

#include <inttypes.h>
#include <stdlib.h>

#define WORST		16

struct stretch {
	uint64_t length;
	uint64_t from;		/* the user's instruction before; 0: an interrupt in the kernel,
				   or what comes behind a moment with interrupts on */
	uint64_t first, last;	/* kernel addresses */
};

struct path {
	uint64_t *addresses;
	uint64_t used, size;
};

static struct cpu {
	const struct insn *previous;
	bool on;		/* in the kernel with interrupts on */
	bool open;		/* the same on SPARC-V9, until the kernel turns them off */
	bool protected;		/* the last instruction was STI */
	bool nested;		/* an interrupt came while they were on */
	struct stretch now;
	struct path path;
} cpus[CPUS];

static bool started;		/* a program has run */
static bool firmware;		/* the kernel calls it, before the first program runs */
static struct stretch worst[WORST];	/* falling */
static struct path worst_path;

/* One place for each first instruction and caller: one long call does not fill the table. */
static void note(const struct stretch *s)
{
	unsigned int i, at = WORST - 1;

	for (i = 0; i < WORST; i++)
		if (worst[i].from == s->from && worst[i].first == s->first) {
			at = i;
			break;
		}
	if (s->length <= worst[at].length)
		return;
	for (; at > 0 && worst[at - 1].length < s->length; at--)
		worst[at] = worst[at - 1];
	worst[at] = *s;
}

static void finish(struct cpu *c)
{
	struct path empty;

	if (c->now.length > worst[0].length) {
		empty = worst_path;
		worst_path = c->path;
		c->path = empty;
	}
	if (c->now.length > 0)
		note(&c->now);
	c->now.length = 0;
	c->path.used = 0;
}

static void keep_address(struct path *p, uint64_t address)
{
	if (p->used == p->size) {
		p->size = p->size > 0 ? 2 * p->size : 4096;
		p->addresses = realloc(p->addresses, p->size * sizeof(*p->addresses));
		if (!p->addresses)
			abort();
	}
	p->addresses[p->used++] = address;
}

static void count(struct cpu *c, const struct insn *insn)
{
	if (c->now.length == 0) {
		c->now.first = insn->address;
		c->now.from = c->previous && c->previous->mode != MODE_KERNEL ?
			      c->previous->address : 0;
	}
	c->now.length++;
	c->now.last = insn->address;
	keep_address(&c->path, insn->address);
}

/* Whether this instruction is executed with interrupts on, though the kernel executes it. */
static bool still_on(struct cpu *c, const struct insn *insn)
{
	const struct insn *before = c->previous;

	if (c->on) {
		if (insn->opcode != OP_CLI && insn->address == before->address + before->size)
			return true;
		c->nested = insn->opcode != OP_CLI;
		return false;
	}
	/* Back to where the interrupt came. */
	if (c->nested && before && before->opcode == OP_IRET) {
		c->nested = false;
		return insn->opcode != OP_CLI;
	}
	return false;
}

static void kernel_executed(struct cpu *c, const struct insn *insn)
{
	bool was_on = c->on;

	/* What an interrupt does there is its own handler's few instructions. */
	if (c->open && insn->opcode != OP_CLI)
		return;
	c->open = false;
	c->on = still_on(c, insn);
	if (c->on) {
		if (!was_on)
			finish(c);
		return;
	}
	count(c, insn);
	/* SPARC-V9: what waits comes before the next instruction. */
	if (insn->opcode == OP_STI_AT_ONCE) {
		finish(c);
		c->open = true;
	}
	if (c->protected && insn->opcode != OP_CLI) {
		finish(c);
		c->on = true;
	}
	c->protected = insn->opcode == OP_STI;
}

void stretch_firmware(void)
{
	firmware = true;
}

void stretch_executed(unsigned int cpu, const struct insn *insn)
{
	struct cpu *c = &cpus[cpu % CPUS];

	if (insn->mode == MODE_KERNEL) {
		if (started)
			kernel_executed(c, insn);
	} else if (c->previous && c->previous->mode == MODE_KERNEL) {
		if (started)
			finish(c);
		if (!firmware || c->previous->opcode == OP_IRET ||
		    c->previous->opcode == OP_SYSRET)
			started = true;
		c->on = false;
		c->open = false;
		c->protected = false;
		c->nested = false;
	}
	c->previous = insn;
}

void stretch_report(FILE *out)
{
	unsigned int i;

	for (i = 0; i < WORST && worst[i].length > 0; i++)
		fprintf(out, "stretch length=%" PRIu64 " from=%" PRIx64 " first=%" PRIx64
			" last=%" PRIx64 "\n", worst[i].length, worst[i].from, worst[i].first,
			worst[i].last);
}

void stretch_report_path(FILE *out)
{
	uint64_t i;

	for (i = 0; i < worst_path.used; i++)
		fprintf(out, "%" PRIx64 "\n", worst_path.addresses[i]);
}
