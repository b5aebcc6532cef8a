/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sun4u machine has no text screen that is known here.
 */
#include "../console.h"

const struct console_device *screen_device(const char **wrong)
{
	*wrong = "this machine has none";
	return NULL;
}
