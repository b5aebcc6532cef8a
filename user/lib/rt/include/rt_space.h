/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spaces that run code of the same program: their pager gives them its pages.
 */
#ifndef L4_RT_RT_SPACE_H
#define L4_RT_RT_SPACE_H

#include <l4/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Returns the page that a space has to see at `page`, which is one of this program's, if its kernel
 * interface page lies at `kip`: nearly always the same page. All spaces that get another one have
 * the interface page at the same address. Context: one thread.
 */
L4_Word_t rt_image_page(L4_Word_t page, L4_Word_t kip);

#ifdef __cplusplus
}
#endif

#endif
