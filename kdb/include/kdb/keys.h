/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys as the debugger takes them: a character of ASCII, or one of these. Context of all: the
 * machine is stopped.
 */
#ifndef L4_KDB_KEYS_H
#define L4_KDB_KEYS_H

#include <base/types.h>

enum kdb_key_code {
	KDB_KEY_UP = 0x100,
	KDB_KEY_DOWN,
	KDB_KEY_LEFT,
	KDB_KEY_RIGHT,
	KDB_KEY_HOME,
	KDB_KEY_END,
	KDB_KEY_DELETE,
	KDB_KEY_PAGE_DOWN,
	KDB_KEY_ESCAPE,
	KDB_KEY_ALT_DELETE,
	KDB_KEY_OTHER,		/* means nothing here */
	KDB_KEY_ALT = 0x200,	/* and a character: with the alt key */
};

/* The next key; -1: none is there, or, to wait for one, no device. */
int kdb_key(bool wait);

/* The key whose sequence begins with an escape character that was read already. */
int kdb_key_escape(void);

#endif
