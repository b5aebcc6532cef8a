/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stands in for sigma0: prints what the first program finds, and touches all of its image, which
 * only the kernel can give it.
 */
#include <l4/kip.h>
#include <l4/thread.h>
#include <stdio.h>

#ifdef __sparc__
/* Power control of a sun4u machine: sigma0 has all physical memory where it is. */
#define POWER_REGISTER	0x1fe02007240ul
#define POWER_OFF	0x01000000u
#else
#include <lib/port_io.h>

#define EXIT_PORT	0xf4
#define EXIT_CODE	0x10
#endif

#define BYTES		0x40000		/* three times this fits below the root task */
#define STEP		1024
#define FILLED		0x1234567

static const unsigned int constants[BYTES / 4] = { [0] = FILLED, [BYTES / 4 - 1] = FILLED };
static unsigned int filled[BYTES / 4] = { [0] = FILLED, [BYTES / 4 - 1] = FILLED };
static unsigned int zero[BYTES / 4];

/* How many words are not what the file says. */
static unsigned int wrong_words(const volatile unsigned int *words, unsigned int ends)
{
	unsigned int i, wrong = words[0] != ends || words[BYTES / 4 - 1] != ends;

	for (i = STEP / 4; i < BYTES / 4 - 1; i += STEP / 4)
		wrong += words[i] != 0;
	return wrong;
}

/* Writes a part of each page, then looks whether all of it is there. */
static unsigned int lost_words(volatile unsigned int *words)
{
	unsigned int i, lost = 0;

	for (i = 0; i < BYTES / 4; i += STEP / 4)
		words[i] = ~i;
	for (i = 0; i < BYTES / 4; i += STEP / 4)
		lost += words[i] != ~i;
	return lost;
}

static void end_with_success(void)
{
#ifdef __sparc__
	printf("end of run: success\n");
	*(volatile unsigned int *)POWER_REGISTER = POWER_OFF;
#else
	outb(EXIT_PORT, EXIT_CODE);
#endif
}

int main(void)
{
	printf("id %#lx, user base %lu\n", L4_Myself().raw,
	       L4_ThreadIdUserBase(L4_GetKernelInterface()));
	printf("UTCB pointer %#lx, KIP %#lx\n", L4_MyLocalId().raw,
	       (L4_Word_t)L4_GetKernelInterface());
	printf("wrong %u %u %u\n", wrong_words(constants, FILLED), wrong_words(filled, FILLED),
	       wrong_words(zero, 0));
	printf("lost %u %u\n", lost_words(filled), lost_words(zero));
	end_with_success();
	return 0;
}
