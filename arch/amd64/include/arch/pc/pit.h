/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PC's interval timer (8254), as a known frequency to measure others by.
 */
#ifndef L4_ARCH_PC_PIT_H
#define L4_ARCH_PC_PIT_H

#include <base/types.h>

/* Thousands of cycles per second of the time stamp counter; 0: there is no PIT. Boot only. */
u32 pit_measure_tsc_khz(void);

#endif
