/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of what the processor leaves to the kernel: TLB misses and register windows.
 */
#ifndef L4_BENCH_MMU_H
#define L4_BENCH_MMU_H

void bench_mmu(void);

/* --- mmu_windows.S: saves or restores the last of many windows between the markers --- */

void spill_once(void);
void fill_once(void);

#endif
