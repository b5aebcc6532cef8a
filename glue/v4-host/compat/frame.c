/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers of threads with 32-bit words: there is no code of users, so they are only marked.
 */
#include <api/port.h>

void port_frame_compat(struct tcb *t)
{
	t->frame.is_32bit = true;
}
