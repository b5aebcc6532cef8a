/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes of pages.
 */
#ifndef STRESS_PAGES_H
#define STRESS_PAGES_H

#define PAGE_LOG2	13

#endif
