/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel-internal results: 0 or a negative ERR_*. Each system call translates those that it can
 * get into error codes of X.2.
 */
#ifndef L4_BASE_ERR_H
#define L4_BASE_ERR_H

typedef int err_t;

enum {
	ERR_OK		= 0,
	ERR_NOMEM	= -1,	/* kernel memory exhausted */
	ERR_RANGE	= -2,	/* address outside what is allowed */
	ERR_BUSY	= -3,	/* something else is there already */
	ERR_AGAIN	= -4,	/* stopped at a preemption point, call again */
	ERR_FAULT	= -5,	/* user memory not accessible */
};

#endif
