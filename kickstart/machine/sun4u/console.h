/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text output by the firmware, to whatever its user has chosen.
 */
#ifndef L4_KICKSTART_CONSOLE_H
#define L4_KICKSTART_CONSOLE_H

#include <base/types.h>

void console_init(void);
__printf(1, 2) void console_print(const char *fmt, ...);

#endif
