/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The debugger interface of user programs: INT3 followed by marker bytes. (X.2, kernel debugger
 * traps) Without the debugger, text is printed and a stop halts the thread.
 */
#include <api/port.h>
#include <api/print.h>
#include <api/space.h>
#include <api/thread.h>
#include <generic/console.h>
#include <generic/kmem.h>
#include <generic/printf.h>
#include <generic/usercopy.h>
#include <glue/compat.h>
#include <glue/glue.h>
#include <kdb/hooks.h>

#define CODE_BYTES	14	/* jmp, mov with a 64-bit immediate, and a nop */

#define OP_CMP_AL	0x3c
#define OP_NOP		0x90
#define OP_JMP_SHORT	0xeb
#define OP_MOV_EAX	0xb8

enum { KDB_PRINT_CHAR = 0x00, KDB_PRINT_STRING = 0x01, KDB_CLEAR_PAGE = 0x02,
       KDB_TOGGLE_BREAKIN = 0x03, KDB_READ_CHAR = 0x08, KDB_READ_CHAR_BLOCKED = 0x0d,
       KDB_FREE_MEMORY = 0x20, KDB_FAIL_ALLOCATION = 0x21 };

/* The text behind a jump over a MOV; false: none. Words are those of the program's interface. */
static bool enter_text(const u8 *code, size_t n, bool is_32bit, uvaddr_t *text)
{
	u64 imm = 0;
	unsigned int bytes;

	if (!is_32bit && n >= 9 && code[0] == OP_JMP_SHORT && code[2] == 0x48 && code[3] == 0xc7 &&
	    code[4] == 0xc0) {
		for (unsigned int i = 0; i < 4; i++)
			imm |= (u64)code[5 + i] << (8 * i);
		*text = (uvaddr_t)(s64)(s32)(u32)imm;
		return true;
	}
	bytes = is_32bit ? sizeof(u32) : sizeof(word_t);
	if (n < 3 || code[0] != OP_JMP_SHORT)
		return false;
	if (!is_32bit && code[2] == 0x48 && n >= 4 && code[3] == OP_MOV_EAX) {
		code++;
		n--;
	} else if (code[2] != OP_MOV_EAX) {
		return false;
	}
	if (n < 3 + bytes)
		return false;
	for (unsigned int i = 0; i < bytes; i++)
		imm |= (u64)code[3 + i] << (8 * i);
	*text = (uvaddr_t)imm;
	return true;
}

/* The thread executes its INT3 again, so others can run meanwhile. */
static void try_again(struct tcb *me)
{
	me->frame.rip--;
}

static struct tcb *function(struct tcb *me, u8 op)
{
	switch (op) {
	case KDB_PRINT_CHAR:
		if (!print_char((char)me->frame.rax))
			try_again(me);
		break;
	case KDB_PRINT_STRING:
		return print_text(me, user_address(me, me->frame.rax), false);
	case KDB_READ_CHAR:
		me->frame.rax = user_address(me, (word_t)(long)kdb_getc());
		break;
	case KDB_READ_CHAR_BLOCKED: {
		int c = kdb_getc();

		if (c < 0)
			try_again(me);
		else
			me->frame.rax = (word_t)c;
		break;
	}
	case KDB_TOGGLE_BREAKIN:
		kdb_toggle_breakin();
		break;
	case KDB_CLEAR_PAGE:
		break;
	case KDB_FREE_MEMORY:
		/* For tests that look for leaks; others have no business to know. */
		me->frame.rax = IS_ENABLED(CONFIG_DEBUG_ASSERT) ? kmem_free_bytes() : 0;
		break;
	case KDB_FAIL_ALLOCATION:
		/* The n-th from now on; tells how far away the last one still was. */
		if (IS_ENABLED(CONFIG_DEBUG_KMEM))
			me->frame.rax = kmem_fail_at(me->frame.rax);
		break;
	default:
		kprintf("\n--- unknown debugger call %#x of thread %#lx ---\n", op, me->id);
		if (!kdb_user_stop(me))
			attention_raise(me, ATTENTION_HALT);
	}
	return me;
}

/* A program that stops at the same place again and again does nothing else any more. */
static bool stops_in_a_loop(struct tcb *me, word_t ip)
{
	static word_t last_id, last_ip;
	static unsigned int times;

	if (last_id != me->id || last_ip != ip) {
		last_id = me->id;
		last_ip = ip;
		times = 0;
	}
	return ++times > 3;
}

static struct tcb *stop(struct tcb *me, word_t ip, bool has_text)
{
	if (kdb_user_stop(me) || (has_text && !stops_in_a_loop(me, ip)))
		return me;
	attention_raise(me, ATTENTION_HALT);
	kprintf("\n--- thread %#lx stopped at %#lx ---\n", me->id, ip);
	return me;
}

struct tcb *port_debug_stop(struct tcb *me, word_t ip)
{
	kprintf(" ---\n");
	return stop(me, ip, true);
}

struct tcb *debug_trap(struct tcb *me)
{
	u8 code[CODE_BYTES];
	const u8 *marker = code;
	size_t n = user_read(&me->space->pt, code, me->frame.rip, sizeof(code));
	bool stops = true;
	uvaddr_t text;

	if (n >= 1 && code[0] == OP_NOP) {
		stops = false;
		marker++;
		n--;
	}
	if (n >= 2 && marker[0] == OP_CMP_AL)
		return function(me, marker[1]);
	if (!enter_text(marker, n, is_compat(me), &text))
		return stops ? stop(me, me->frame.rip, false) : me;
	if (stops)
		kprintf("\n--- ");
	return print_text(me, text, stops);
}
