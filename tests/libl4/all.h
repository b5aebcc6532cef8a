/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every public header of the library.
 */
#ifndef TESTS_LIBL4_ALL_H
#define TESTS_LIBL4_ALL_H

#include <l4/types.h>
#include <l4/thread.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>
#include <l4/misc.h>
#include <l4/sigma0.h>
#include <l4/kip.h>
#include <l4/kcp.h>
#include <l4/bootinfo.h>
#include <l4/kdebug.h>
#include <l4/arch.h>
#include <l4/tracebuffer.h>
#include <l4/pagefault.h>

#endif
