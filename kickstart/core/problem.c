/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Problem reports.
 */
#include "problem.h"

#include <lib/format.h>

bool problem(struct problem *p, enum problem_kind kind, const char *fmt, ...)
{
	va_list args;

	p->kind = kind;
	va_start(args, fmt);
	l4_vsnprintf(p->text, sizeof(p->text), fmt, args);
	va_end(args);
	return false;
}
