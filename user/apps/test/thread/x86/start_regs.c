/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers and mode of a thread that begins.
 */
#include "test.h"
#include "raw.h"

static struct raw at_start;
static volatile L4_Word_t start_cs, start_gs;
void raw_first_function(void);
void raw_first_registers(const struct raw *r, L4_Word_t cs);

/* Called by raw_first_function with what it found. */
void raw_first_registers(const struct raw *r, L4_Word_t cs)
{
	at_start = *r;
	start_gs = (L4_Word_t)raw_utcb();
	start_cs = cs;
	for (;;)
		L4_Sleep(L4_Never);
}

TAP_TEST(thread, start_state, "START-06 a thread starts in the mode of its space with flags 0x202")
{
	const L4_Word_t *words = (const L4_Word_t *)&at_start;
	L4_ThreadId_t id = new_id();

	start_cs = 0;
	check_granted(thread_create_here(id, main_thread));
	check_ok(thread_start(id, (L4_Word_t)raw_first_function));
	settle();
	tap_check_eq(start_cs, RAW_CS);
	tap_check_eq(at_start.flags & ~(L4_Word_t)ARITHMETIC, FIXED_FLAGS);
	tap_check_eq(words[RAW_SP / sizeof(L4_Word_t)], stack_of(id));
	tap_check_eq(start_gs, (L4_Word_t)utcb_here(id) + 0x200);
}

TAP_TEST(thread, start_registers, "START-08 a thread starts with all other registers 0")
{
	L4_ThreadId_t id = new_id();
	const L4_Word_t *words = (const L4_Word_t *)&at_start;
	unsigned int i;

	check_granted(thread_create_here(id, main_thread));
	check_ok(thread_start(id, (L4_Word_t)raw_first_function));
	settle();
	for (i = 0; i < RAW_FLAGS / sizeof(L4_Word_t); i++) {
		tap_context("register at %u", i * (unsigned int)sizeof(L4_Word_t));
		if (i != RAW_SP / sizeof(L4_Word_t))
			tap_check_eq(words[i], 0);
	}
}
