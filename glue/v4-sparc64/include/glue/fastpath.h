/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the trap vector of Ipc and the short path behind it share.
 */
#ifndef L4_GLUE_FASTPATH_H
#define L4_GLUE_FASTPATH_H

#define SHORT_WORDS		7	/* message words in the locals; a mask in the tag, too */

/* The vector shifts the receiver's id so far left that its number begins at the highest bit. */
#define SHORT_NUMBER_SHIFT	14

#endif
