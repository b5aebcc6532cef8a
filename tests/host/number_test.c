/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of spaces: what a space's translations are known by, there are fewer than spaces, and one
 * that a space gives back is the next one's at once. The buffer knows spaces by them only.
 */
#include "test.h"

#include <arch/tlb.h>
#include <generic/kmem.h>
#include <generic/lock.h>
#include <generic/ptab.h>
#include <generic/ptab_change.h>

#define SPACES		(HOST_NUMBERS + 4)
#define PLACES		16u
#define MEMORY		0x40000000ul
#define FRAME(s, p)	(1024u + (s) * PLACES + (p))
#define STEPS		3000u

static struct ptab pool[SPACES + 1], *pt[SPACES], *spare;
static bool is_there[SPACES][PLACES];

static uvaddr_t va_of(unsigned int place)
{
	return MEMORY + place * ARCH_PAGE_SIZE;
}

static void fill(unsigned int s, unsigned int p)
{
	paddr_t pa = (paddr_t)FRAME(s, p) * ARCH_PAGE_SIZE;
	pte_t *slot;

	*(u32 *)paddr_to_kv(pa) = FRAME(s, p);
	lock_acquire(&mapdb_lock);
	assert_int_equal(ptab_get(pt[s], va_of(p), 0, &slot), ERR_OK);
	ptab_fill(slot, pte_make_page(pa, 0, RIGHT_RWX, 0, 0));
	mapdb_release();
	is_there[s][p] = true;
}

static void clear(unsigned int s, unsigned int p)
{
	unsigned int level;

	lock_acquire(&mapdb_lock);
	ptab_clear(ptab_find(pt[s], va_of(p), &level));
	mapdb_release();
	is_there[s][p] = false;
}

/* All that there is of space s goes, as in a run of the mapping database. */
static void clear_all(unsigned int s)
{
	struct ptab_quiet quiet = { 0 };
	unsigned int level;

	lock_acquire(&mapdb_lock);
	for (unsigned int p = 0; p < PLACES; p++) {
		if (is_there[s][p])
			ptab_clear_next(&quiet, ptab_find(pt[s], va_of(p), &level));
		is_there[s][p] = false;
	}
	mapdb_release();
}

static void check_access(unsigned int s, unsigned int p)
{
	const u8 *byte = host_access(pt[s]->space_word, va_of(p), RIGHT_R);

	assert_int_equal(byte != NULL, is_there[s][p]);
	if (byte != NULL)
		assert_int_equal(*(const u32 *)byte, FRAME(s, p));
}

static void check_all(void)
{
	for (unsigned int s = 0; s < SPACES; s++)
		for (unsigned int p = 0; p < PLACES; p++)
			check_access(s, p);
	assert_true(host_tlb_is_sound());
}

static unsigned int number_of(unsigned int s)
{
	return host_space_number(pt[s]->space_word);
}

static void begin(void)
{
	host_machine_init();
	for (unsigned int s = 0; s < SPACES; s++) {
		pt[s] = &pool[s];
		assert_int_equal(ptab_init(pt[s]), ERR_OK);
	}
	spare = &pool[SPACES];
}

/* Each number once, then none; each space has a word of its own. */
static void given_out(void **state)
{
	(void)state;
	begin();
	for (unsigned int s = 0; s < SPACES; s++) {
		assert_int_equal(number_of(s), s + 1 < HOST_NUMBERS ? s + 1 : 0);
		for (unsigned int i = 0; i < s; i++)
			assert_true(pt[i]->space_word != pt[s]->space_word);
	}
	ptab_destroy(pt[2]);
	ptab_destroy(pt[SPACES - 1]);
	assert_int_equal(ptab_init(pt[2]), ERR_OK);
	assert_int_equal(number_of(2), 3);
	assert_int_equal(ptab_init(pt[SPACES - 1]), ERR_OK);
	assert_int_equal(number_of(SPACES - 1), 0);
}

/* Whether it was the last one or another that ran: what is taken from a space is not seen there. */
static void taken(void **state)
{
	(void)state;
	begin();
	for (unsigned int s = 0; s < SPACES; s++)
		for (unsigned int p = 0; p < 4; p++)
			fill(s, p);
	check_all();
	for (unsigned int s = 0; s < SPACES; s++) {
		clear(s, 1);
		check_access((s + 3) % SPACES, 2);
		clear(s, 2);
		check_access(s, 0);
		clear(s, 3);
		check_all();
	}
}

/*
 * A space goes while its pages are still there, as the kernel has it: the next one with its number
 * sees none of them, and what happens to the old one's tables is not its business.
 */
static void used_again(void **state)
{
	struct ptab *old;

	(void)state;
	begin();
	for (unsigned int s = 0; s < SPACES; s++) {
		unsigned int number = number_of(s), level;

		fill(s, 0);
		check_access(s, 0);
		if (s % 2)
			check_access((s + 1) % SPACES, 0);
		ptab_close(pt[s]);
		assert_true(host_tlb_is_sound());
		old = pt[s];
		pt[s] = spare;
		assert_int_equal(ptab_init(pt[s]), ERR_OK);
		assert_int_equal(number_of(s), number);
		is_there[s][0] = false;
		check_access(s, 0);
		fill(s, 1);
		check_access(s, 1);
		lock_acquire(&mapdb_lock);
		ptab_clear(ptab_find(old, va_of(0), &level));
		mapdb_release();
		ptab_destroy_bare(old);
		spare = old;
		check_all();
	}
}

/* Pages come and go, spaces too, and one after the other runs. */
static void at_random(void **state)
{
	(void)state;
	begin();
	for (unsigned int i = 0; i < test_rounds(STEPS); i++) {
		unsigned int s = test_random(SPACES), p = test_random(PLACES);

		switch (test_random(32)) {
		case 0:
			clear_all(s);
			ptab_destroy(pt[s]);
			assert_int_equal(ptab_init(pt[s]), ERR_OK);
			break;
		case 1:
			clear_all(s);
			break;
		case 2 ... 9:
			if (is_there[s][p])
				clear(s, p);
			else
				fill(s, p);
			break;
		default:
			check_access(s, p);
		}
		assert_true(host_tlb_is_sound());
	}
	check_all();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(given_out),
	cmocka_unit_test(taken),
	cmocka_unit_test(used_again),
	cmocka_unit_test(at_random),
};
SUITE(number);
