/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPC between processors, the direct path of the sender.
 */
#include "ipc_direct.h"

#include <api/ipc_direct.h>

bool ipc_direct_send(struct thread *s, const struct thread *r)
{
	return ipc_direct_ask(s, r, s->from, s->timeouts, s->tag);
}
