/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel memory used up by threads, spaces and page tables: an error, nothing broken, and all of it
 * comes back.
 */
#include "test.h"

#define RW		(L4_Readable | L4_Writable)
#define FIRST_NUMBER	1000	/* of threads made in masses, behind the main thread's */
#define LIMIT		60000
#define CYCLES		1000

static L4_ThreadId_t mass_id(unsigned int i)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + FIRST_NUMBER + i, 2);
}

static unsigned int delete_mass(unsigned int n)
{
	unsigned int i, failed = 0;

	for (i = 0; i < n; i++)
		failed += !thread_delete(mass_id(i));
	return failed;
}

static L4_Word_t make_thread(unsigned int i)
{
	return L4_ThreadControl(mass_id(i), main_thread, main_thread, L4_nilthread,
				UTCB_UNCHANGED);
}

/* Inactive threads until there is no memory; how many, and the error of the last one. */
static unsigned int make_threads(L4_Word_t *error)
{
	unsigned int i;

	for (i = 0; i < LIMIT; i++)
		if (!make_thread(i))
			break;
	*error = L4_ErrorCode();
	return i;
}

/* With an active thread. */
static L4_Word_t make_space(unsigned int i)
{
	L4_Fpage_t utcbs = L4_FpageLog2(UTCB_AREA_THERE, PAGE_LOG2_MIN);
	L4_Word_t old;
	L4_ThreadId_t id = mass_id(i);

	return L4_ThreadControl(id, id, main_thread, L4_nilthread, (void *)UTCB_AREA_THERE) &&
	       L4_SpaceControl(id, 0, own_kip_area(), utcbs, L4_nilthread, &old) &&
	       L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED);
}

/* How many, the last one incomplete. */
static unsigned int make_spaces(L4_Word_t *error)
{
	unsigned int i;

	*error = 0;
	for (i = 0; i < LIMIT && *error == 0; i++)
		if (!make_space(i))
			*error = L4_ErrorCode();
	return i;
}

static unsigned int spaces_at_first;

TAP_TEST(memory, spaces, "ROB-03 spaces until memory is used up: error 8, all comes back")
{
	struct helper *h = helper_there();
	L4_Word_t error;
	unsigned int first = make_spaces(&error), second;

	spaces_at_first = first;
	tap_check(first > 50);
	tap_check_eq(error, L4_ErrNoMem);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
	tap_check_eq(delete_mass(first), 0);
	second = make_spaces(&error);
	tap_check_msg(second == first, "%u, then %u", first, second);
	tap_check_eq(delete_mass(second), 0);
}

/* Maps one page to places far apart, each of which needs a table; how often it went well. */
static unsigned int fill_with_tables(struct helper *h)
{
	L4_Word_t step = large_page_size(), base = HIGH;
	unsigned int i;

	for (i = 0; i < LIMIT; i++) {
		h->ipc.over = false;
		if (L4_IpcFailed(item_send(h, (base + i * step) | L4_ITEM_MAP,
					   page_fpage(0, RW).raw, L4_CompleteAddressSpace)))
			break;
		if (!helper_ipc_ended(h))
			return i;
	}
	tap_check_eq(L4_ErrorCode(), SEND_OVERFLOW);
	check_helper_error(h, RECEIVE_OVERFLOW);
	return i;
}

TAP_TEST(memory, tables, "ROB-04 mappings until memory is used up: overflow, all comes back")
{
	struct helper *other = helper_there(), *h = helper_there();
	unsigned int first, second;

	/* Memory that the kernel has kept since earlier tests goes now. */
	(void)fill_with_tables(h);
	helper_forget(h);
	h = helper_there();
	first = fill_with_tables(h);
	tap_check(first > 100 && first < LIMIT);
	tap_check_eq(helper_call(other, work_nothing, 5, 0, 0), 5);
	tap_check_eq(helper_call(h, work_nothing, 6, 0, 0), 6);
	helper_forget(h);
	h = helper_there();
	second = fill_with_tables(h);
	/* All has come back. It may lie better than before: a table needs two pages in a row. */
	tap_check_msg(second >= first, "%u, then %u", first, second);
}

TAP_TEST(memory, threads, "ROB-03 threads until memory is used up: error 8, all comes back")
{
	struct helper *h = helper_there();
	L4_Word_t error;
	unsigned int first = make_threads(&error), second;

	tap_check(first > 1000);
	tap_check_eq(error, L4_ErrNoMem);
	tap_check_eq(thread_state(mass_id(first)), L4_SCHED_ERROR);
	tap_check_eq(helper_call(h, work_nothing, 5, 0, 0), 5);
	tap_check_eq(delete_mass(first), 0);
	second = make_threads(&error);
	tap_check_msg(second == first, "%u, then %u", first, second);
	tap_check_eq(delete_mass(second), 0);
}

TAP_TEST(memory, cycles,
	 "TC-34 with memory for one thread left it can be created and deleted 1000 times")
{
	L4_ThreadId_t id;
	L4_Word_t error;
	unsigned int i, n = make_threads(&error);

	tap_check_eq(error, L4_ErrNoMem);
	if (!tap_check(n > 1))
		return;
	id = mass_id(n - 1);
	for (i = 0; i < CYCLES; i++)
		if (!tap_check(thread_delete(id) && make_thread(n - 1)))
			break;
	tap_check_eq(delete_mass(n), 0);
}

TAP_TEST(memory, space_cycles,
	 "TC-34 with memory for one space left it can be created and deleted 1000 times")
{
	L4_Word_t error;
	unsigned int i, n = make_spaces(&error);

	tap_check_eq(error, L4_ErrNoMem);
	/* The last one is incomplete; it and the one before it make room for one. */
	if (!tap_check(n > 2))
		return;
	(void)thread_delete(mass_id(n - 1));
	for (i = 0; i < CYCLES; i++)
		if (!tap_check(thread_delete(mass_id(n - 2)) && make_space(n - 2)))
			break;
	tap_check_eq(delete_mass(n), 0);
}

/* The last test: it finds what the others have not given back. */
TAP_TEST(memory, other_use, "ROB-03 memory that threads have given back serves for spaces again")
{
	L4_Word_t error;
	unsigned int spaces = make_spaces(&error);

	tap_check_msg(spaces >= spaces_at_first, "%u spaces, before %u", spaces, spaces_at_first);
	tap_check_eq(delete_mass(spaces), 0);
}
