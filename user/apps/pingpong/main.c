/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between the main thread and a partner, of this space and of another one: checks that every
 * message arrives intact, then prints the cost of one way (half a round trip, with the user-side
 * loop and stub) in ticks of the processor's counter; under an emulator that counts instructions
 * these are instructions.
 */
#include <plat.h>
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

static void print_table(void)
{
	unsigned int row;

	printf("\nticks for one IPC (raw, one way)\n");
	printf("words | same space | other space\n");
	printf("------+------------+------------\n");
	for (row = 0; row < ROWS; row++)
		printf("%5u | %8lu.%lu | %9lu.%lu\n", row * WORDS_STEP, here[row] / 10,
		       here[row] % 10, there[row] / 10, there[row] % 10);
	printf("\n");
	for (row = 0; row < ROWS; row++)
		printf("ipc-%u-intra | %lu.%lu\n", row * WORDS_STEP, here[row] / 10,
		       here[row] % 10);
	for (row = 0; row < ROWS; row++)
		printf("ipc-%u-inter | %lu.%lu\n", row * WORDS_STEP, there[row] / 10,
		       there[row] % 10);
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
	if (!start_partner_there(&partner) || !measure_all(partner, there))
		return false;
	printf("pingpong: other space done, all messages intact\n");
	empty = measure_empty();
	print_table();
	printf("ipc-loop-empty | %lu.%lu\n", empty / 10, empty % 10);
	return !pager_failed;
}

int main(void)
{
	bool good;

	printf("pingpong: measuring IPC\n");
	good = run();
	printf("pingpong: %s\n", good ? "done" : "FAILED");
	plat_exit(good);
}
