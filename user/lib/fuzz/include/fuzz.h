/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random and near-valid X.2 system calls as data, made from a seed or from the bytes of an input.
 * The caller makes them: the fuzzing root task on the machine, tests on the host port.
 * Plain C with no state of its own, for any processor.
 */
#ifndef L4_LIB_FUZZ_H
#define L4_LIB_FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include <l4/abi/types.h>

typedef unsigned long fuzz_word;

/* --- randomness --- */

struct fuzz_source {
	const unsigned char *bytes;	/* an input; NULL: numbers without end, from the state */
	size_t left;
	unsigned long long state;
};

void fuzz_source_seed(struct fuzz_source *s, unsigned long long seed);
void fuzz_source_bytes(struct fuzz_source *s, const unsigned char *bytes, size_t count);
/* True if an input is used up: every number is 0 from now on. */
bool fuzz_source_is_over(const struct fuzz_source *s);

/* A number below n (1..65536). */
unsigned int fuzz_pick(struct fuzz_source *s, unsigned int n);
fuzz_word fuzz_random_word(struct fuzz_source *s);

/* --- calls --- */

/* What is called, and the parameters in arg[], in the order of X.2. */
enum fuzz_kind {
	FUZZ_IPC,			/* to, from, timeouts */
	FUZZ_LIPC,
	FUZZ_EXCHANGE_REGISTERS,	/* dest, control, sp, ip, flags, handle, pager */
	FUZZ_THREAD_CONTROL,		/* dest, space, scheduler, pager, utcb */
	FUZZ_SPACE_CONTROL,		/* space, control, kip area, utcb area, redirector */
	FUZZ_SCHEDULE,			/* dest, time, processor, prio, preemption */
	FUZZ_THREAD_SWITCH,		/* dest */
	FUZZ_UNMAP,			/* control */
	FUZZ_MEMORY_CONTROL,		/* control, attributes 0..3 */
	FUZZ_PROCESSOR_CONTROL,		/* processor, internal, external, voltage */
	FUZZ_SYSTEM_CLOCK,
	FUZZ_ACCESS,			/* address, one of L4_FPAGE_R, _W, _X */
	FUZZ_PORT,			/* first port, bytes */
	FUZZ_EXCEPTION,			/* anything that chooses one */
	FUZZ_KINDS,
};

#define FUZZ_ARGS	7

/* Bits of fuzz_call.set: thread control registers that the caller writes first. */
#define FUZZ_SET_XFER_TIMEOUTS	0x01
#define FUZZ_SET_VIRTUAL_SENDER	0x02
#define FUZZ_SET_PAGER		0x04
#define FUZZ_SET_HANDLER	0x08
#define FUZZ_SET_FLAGS		0x10

struct fuzz_call {
	enum fuzz_kind kind;
	fuzz_word arg[FUZZ_ARGS];
	unsigned int mrs, brs;		/* how many registers below are loaded */
	fuzz_word mr[L4_NUM_MRS];
	fuzz_word br[L4_NUM_BRS];
	unsigned int set;
	fuzz_word xfer_timeouts, virtual_sender, pager, handler, flags;
};

/* --- who calls, and what there is --- */

/*
 * The sandbox: threads by their slots 0..threads - 1, spaces that are all laid out alike. A keeper
 * is a privileged thread outside that makes and unmakes it: its calls concern the sandbox only,
 * it takes and gives no memory and never waits for long, so that it survives.
 */
struct fuzz_world {
	unsigned int threads;
	unsigned int irqs;		/* interrupt threads that may be associated */
	fuzz_word memory;		/* where the caller's space has memory, */
	unsigned int memory_log2;	/* so much; aligned to its size */
	fuzz_word utcb_area, kip_area;	/* of the spaces of the sandbox */
	unsigned int utcb_area_log2;
	unsigned int page_log2;		/* of the smallest pages; the interface page is one */
	bool is_keeper;
	/* The present id of the thread in a slot, whether it exists or not. */
	fuzz_word (*thread)(unsigned int slot);
	/* A thread that waits for a message, if that is known: slot is where to look first. */
	fuzz_word (*waiting)(unsigned int slot);
	/* Registers with which the thread in this slot can run. */
	void (*registers)(unsigned int slot, fuzz_word *ip, fuzz_word *sp);
	/* For keepers: what this id names must not be touched. */
	bool (*is_off_limits)(fuzz_word id);
};

/* The next call of the thread with the global id `self`. */
void fuzz_make_call(struct fuzz_source *s, const struct fuzz_world *w, fuzz_word self,
		    struct fuzz_call *c);

#endif
