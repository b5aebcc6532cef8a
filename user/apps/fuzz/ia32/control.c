/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces of a 32-bit task are 32-bit spaces.
 */
#include "../sandbox.h"

L4_Word_t machine_space_control(unsigned int space)
{
	(void)space;
	return 0;
}
