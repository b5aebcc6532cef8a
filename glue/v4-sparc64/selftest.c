/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Self-tests of the port: the kernel's own register windows, the clock's frequency, and a program
 * that tries user level.
 */
#include <glue/glue.h>

#include <api/kip.h>
#include <arch/clock.h>
#include <arch/cpureg.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <generic/selftest.h>
#include <generic/string.h>
#include <glue/selftest_user.h>

#define DEPTH_MAX	48

word_t windows_chain(word_t depth, word_t seed, void (*at_bottom)(word_t sp));
void windows_flush(void);

static word_t chain_seed, in_file, on_stack;

/* What the register file holds of the kernel below this function. */
static void count_in_file(word_t sp)
{
	(void)sp;
	in_file = rdpr(canrestore);
}

/* How many levels of the chain lie on the stack, found by their local registers. */
static void count_on_stack(word_t sp)
{
	bool is_level = true;

	windows_flush();
	in_file = rdpr(canrestore);
	for (on_stack = 0; is_level; on_stack += is_level) {
		const struct window *w = (const struct window *)(sp + STACK_BIAS);

		for (unsigned int i = 0; i < ARRAY_SIZE(w->local); i++)
			is_level &= w->local[i] == chain_seed + 8 * on_stack + i;
		sp = w->in[6];
	}
}

static bool chain(word_t depth, void (*at_bottom)(word_t sp))
{
	word_t wrong;

	chain_seed = (word_t)0x123456789abc0000 + (depth << 12);
	wrong = windows_chain(depth, chain_seed, at_bottom);
	if (wrong != 0)
		kprintf("selftest: %lu registers changed in a chain of %lu calls\n", wrong, depth);
	return wrong == 0;
}

/* True if at this frequency so many counts are so many microseconds, and these no more counts. */
static bool converts(u64 hz, cycle_t cycles, usec_t usec)
{
	clock_set_frequency(hz);
	return clock_cycles_to_usec(cycles) == usec && clock_usec_to_cycles(usec) <= cycles &&
	       clock_cycles_to_usec(clock_usec_to_cycles(usec)) == usec;
}

/* The processor's frequency is in MHz, or it is not. */
static bool clock_converts(void)
{
	u64 hz = clock_data.hz;
	bool good = converts(100000000, 199, 1) && converts(100000000, 200, 2) &&
		    converts(333333333, 999999999, 3000000) &&
		    converts(333333333, 333, 0) && converts(333333333, 334, 1) &&
		    converts(333333333, 333333333ul * 4000000, 4000000000000) &&
		    converts(440000001, 440000001ul * 4000000, 4000000000000);

	clock_set_frequency(hz);
	return selftest_report("clock conversion", good);
}

static bool windows_selftest(void)
{
	bool spill = true, flush = true;

	for (word_t depth = 0; depth <= DEPTH_MAX; depth++) {
		spill &= chain(depth, count_in_file);
		/* More levels than windows: the others must have been spilled. */
		spill &= in_file <= NWINDOWS - 2;
	}
	for (word_t depth = 0; depth <= DEPTH_MAX; depth++) {
		flush &= chain(depth, count_on_stack);
		flush &= in_file == 0 && on_stack == depth + 1;
	}
	spill = selftest_report("window spill and fill", spill);
	return selftest_report("window flush", flush) && spill;
}

bool port_selftest(void)
{
	bool good = windows_selftest();

	return clock_converts() && good;
}

static bool is_free(paddr_t start, paddr_t end)
{
	return arch_phys_is_open(start, end) && arch_phys_is_mapped(start, end - start) &&
	       !kmem_contains(start, end);
}

void user_selftest_load(void)
{
	extern const char selftest_user_start[], selftest_user_end[];
	char *code = paddr_to_kv(SELFTEST_CODE);
	size_t bytes = (size_t)(selftest_user_end - selftest_user_start);

	if (!is_free(SELFTEST_CODE, SELFTEST_CODE + SELFTEST_CODE_BYTES) ||
	    !is_free(SELFTEST_STACK_START, SELFTEST_STACK_END))
		panic("no memory for the self-test of user level");
	kmemcpy(code, selftest_user_start, bytes);
	for (size_t i = 0; i < bytes; i += 8)
		__asm__ volatile("flush %0" : : "r"(code + i) : "memory");
	kip_write(L4_KIP_WORD_SIGMA0_LOW, SELFTEST_CODE);
	kip_write(L4_KIP_WORD_SIGMA0_HIGH, SELFTEST_CODE + SELFTEST_CODE_BYTES);
	kip_write(L4_KIP_WORD_SIGMA0_IP, SELFTEST_CODE);
	kip_write(L4_KIP_WORD_SIGMA0_SP, SELFTEST_STACK_A);
}
