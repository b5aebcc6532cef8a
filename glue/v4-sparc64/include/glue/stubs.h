/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry stubs: one for each system call, in the order of their trap numbers.
 */
#ifndef L4_GLUE_STUBS_H
#define L4_GLUE_STUBS_H

#define STUB_OFFSET	4096	/* of the first one in the kernel interface page */
#define STUB_SHIFT	4	/* log2 of the bytes of a stub */

#endif
