/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps into the kernel debugger: console output and input, entering it with a text.
 */
#ifndef L4_LIB_KDEBUG_H
#define L4_LIB_KDEBUG_H

#include <l4/types.h>
#include __L4_INC_ARCH(kdebug.h)

/* Old names */
#define enter_kdebug(text)	L4_KDB_Enter(text)
#define kd_inchar()		L4_KDB_ReadChar_Blocked()

#endif
