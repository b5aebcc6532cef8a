/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debugger traps: the marker bytes, as the kernel reads them.
 */
#include "host.h"

#include <string.h>

void test_traps(void)
{
	static const char text[] = "a string";

	L4_KDB_PrintChar('x');
	ok(trap_operation == 0 && (trap_value & 0xff) == 'x', "KDB-01 L4_KDB_PrintChar");
	L4_KDB_PrintString(text);
	ok(trap_operation == 1 && trap_value == (L4_Word_t)text, "KDB-02 L4_KDB_PrintString");
	L4_KDB_ClearPage();
	is((L4_Word_t)trap_operation, 2, "KDB-02 L4_KDB_ClearPage");
	L4_KDB_ToggleBreakin();
	is((L4_Word_t)trap_operation, 3, "KDB-02 L4_KDB_ToggleBreakin");
	trap_answer = ~0ul;
	ok(L4_KDB_ReadChar() == (char)-1 && trap_operation == 8, "KDB-03 L4_KDB_ReadChar");
	trap_answer = 'k';
	ok(L4_KDB_ReadChar_Blocked() == 'k' && trap_operation == 0x0d,
	   "KDB-04 L4_KDB_ReadChar_Blocked");
	ok(kd_inchar() == 'k', "KDB-04 kd_inchar");
	trap_text = NULL;
	L4_KDB_Enter("stop here\n");
	ok(trap_operation == -1 && trap_text != NULL && strcmp(trap_text, "stop here\n") == 0,
	   "KDB-05 L4_KDB_Enter");
	enter_kdebug("old");
	ok(trap_operation == -1 && strcmp(trap_text, "old") == 0, "KDB-05 enter_kdebug");
}
