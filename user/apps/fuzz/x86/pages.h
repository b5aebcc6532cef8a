/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes of pages.
 */
#ifndef FUZZ_PAGES_H
#define FUZZ_PAGES_H

#define PAGE_LOG2	12
#define LARGE_LOG2	21

#endif
