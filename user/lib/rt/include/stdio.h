/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of ISO C's <stdio.h> that makes sense without files.
 */
#ifndef L4_RT_STDIO_H
#define L4_RT_STDIO_H

#include <l4io.h>

#define EOF	(-1)

#endif
