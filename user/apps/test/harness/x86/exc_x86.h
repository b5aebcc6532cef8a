/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exceptions of AMD64 and IA-32: loops that fault, and what QEMU's processor does differently.
 */
#ifndef L4_TEST_EXC_X86_H
#define L4_TEST_EXC_X86_H

#include "test.h"

/*
 * As long as the running helper faults at `ip` with exception 13 it is made to go on at `next`; it
 * must end with DONE. How often it faulted. For loops with thousands of faults.
 */
L4_Word_t exc_skip(struct helper *h, L4_Word_t ip, L4_Word_t next);

/* QEMU's own processor model, by the signature of its hypervisor leaf: it has deviations. */
bool is_tcg(void);
/* The index in the error code counts gates of 8 bytes; QEMU 7 takes their real size, 16. */
bool is_int_error(L4_Word_t error, L4_Word_t n);

#endif
