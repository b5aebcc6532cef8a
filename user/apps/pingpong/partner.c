/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A partner that is another program than this one: the same source, built for another word size.
 */
#include <plat_program.h>
#include <stdio.h>

#include "pingpong.h"

struct plat_program partner_program;
bool has_partner_program;

bool load_partner(unsigned long bits)
{
	const char *name = bits == 32 ? "pingpong.32" : "pingpong";

	if (bits > L4_BITS_PER_WORD || !plat_program(name, &partner_program) ||
	    partner_program.word_bits != bits) {
		printf("pingpong: there is no partner of %lu bits\n", bits);
		return false;
	}
	has_partner_program = true;
	printf("pingpong: a partner of %lu bits\n", bits);
	return true;
}
