/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between the main thread and a partner, of this space and of another one: checks that every
 * message arrives intact, then prints the cost of one way (half a round trip, with the user-side
 * loop and stub) in ticks of the processor's counter; under an emulator that counts instructions
 * these are instructions. With partner=32 the partner of the other space is the 32-bit program,
 * which comes to main() too, and then does nothing but answer.
 */
#include <l4/kip.h>
#include <l4/thread.h>

#include <plat.h>
#include <plat_program.h>
#include <stdio.h>

#include "pingpong.h"

#define ROWS	(WORDS_MAX / WORDS_STEP + 1)

static L4_Word_t here[ROWS], there[ROWS];

static bool measure_all(L4_ThreadId_t partner, L4_Word_t *tenths)
{
	unsigned int row;

	if (!check_messages(partner) || !prepare_measuring(partner))
		return false;
	for (row = 0; row < ROWS; row++)
		if (!measure(partner, row * WORDS_STEP, &tenths[row]))
			return false;
	return delete_thread(partner);
}

/* What the names of the rows begin with: the word sizes of both. */
static const char *row_prefix(void)
{
	if (has_partner_program && partner_program.word_bits != L4_BITS_PER_WORD)
		return "ipc-mixed";
	return L4_BITS_PER_WORD == 64 ? "ipc" : "ipc32";
}

static void print_table(void)
{
	const char *own = L4_BITS_PER_WORD == 64 ? "ipc" : "ipc32";
	unsigned int row;

	printf("\nticks for one IPC (raw, one way)\n");
	printf("words | same space | other space\n");
	printf("------+------------+------------\n");
	for (row = 0; row < ROWS; row++)
		printf("%5u | %8lu.%lu | %9lu.%lu\n", row * WORDS_STEP, here[row] / 10,
		       here[row] % 10, there[row] / 10, there[row] % 10);
	printf("\n");
	for (row = 0; row < ROWS; row++)
		printf("%s-%u-intra | %lu.%lu\n", own, row * WORDS_STEP, here[row] / 10,
		       here[row] % 10);
	for (row = 0; row < ROWS; row++)
		printf("%s-%u-inter | %lu.%lu\n", row_prefix(), row * WORDS_STEP,
		       there[row] / 10, there[row] % 10);
}

static bool run(void)
{
	L4_ThreadId_t partner;
	L4_Word_t empty;

	if (!start_pager())
		return false;
	if (!start_partner_here(&partner) || !measure_all(partner, here))
		return false;
	printf("pingpong: same space done, all messages intact\n");
	if (has_partner_program)
		partner_mask = ~(L4_Word_t)0 >> (L4_BITS_PER_WORD - partner_program.word_bits);
	if (!start_partner_there(&partner) || !measure_all(partner, there))
		return false;
	printf("pingpong: other space done, all messages intact\n");
	empty = measure_empty();
	print_table();
	printf("ipc-loop-empty | %lu.%lu\n", empty / 10, empty % 10);
	return !pager_failed;
}

/* A root task's pager is sigma0. */
static bool is_partner(void)
{
	return L4_IsThreadNotEqual(L4_Pager(),
				   L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1));
}

int main(void)
{
	unsigned long bits;
	bool good;

	if (is_partner())
		partner_main();
	printf("pingpong: measuring IPC\n");
	good = !plat_option_number("partner", &bits) || load_partner(bits);
	good = good && run();
	printf("pingpong: %s\n", good ? "done" : "FAILED");
	plat_exit(good);
}
