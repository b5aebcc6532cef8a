/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ports of a machine that the test is.
 */
#ifndef L4_TESTS_GENERIC_IO_H
#define L4_TESTS_GENERIC_IO_H

#include <base/types.h>

u8 model_inb(u16 port);

static inline u8 inb(u16 port)
{
	return model_inb(port);
}

#endif
