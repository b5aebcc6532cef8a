/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the timeouts' word that has no meaning.
 */
#include "test.h"

TAP_TEST(timeout, upper_bits, "IPC-36 bits 63 to 32 of the timeouts are ignored")
{
	L4_ThreadId_t from;

	message_load(1, 0);
	check_error(L4_Ipc(L4_nilthread, L4_anythread, NO_WAIT | ~(L4_Word_t)0 << 32, &from),
		    RECEIVE_TIMEOUT);
	check_error(L4_Ipc(main_thread, L4_nilthread, NO_WAIT | ~(L4_Word_t)0 << 32, &from),
		    SEND_TIMEOUT);
}
