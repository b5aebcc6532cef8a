/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes of pages.
 */
#ifndef FUZZ_PAGES_H
#define FUZZ_PAGES_H

#define PAGE_LOG2	13
#define LARGE_LOG2	22

#endif
