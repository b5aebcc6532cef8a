/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that sleeps for ever is the end of the test.
 */
#ifndef L4_TEST_IPC_H
#define L4_TEST_IPC_H

#define L4_Never	0
#define L4_Sleep(t)	__builtin_trap()

#endif
