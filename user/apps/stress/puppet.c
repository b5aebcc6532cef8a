/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puppets: what they do, making and unmaking them.
 */
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>

#include <rt_thread.h>

#include "stress.h"

#define PUPPET_BYTES	(2 * PAGE)
#define STEP		64	/* between versions; bits 5..0 stay non-zero */
#define UNCHANGED	((void *)-1ul)
#define RESTART		(L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_SP |	\
			 L4_EXREGS_SET_IP | L4_EXREGS_SET_FLAGS | L4_EXREGS_SET_HANDLE |	\
			 L4_EXREGS_HALT_VALID)

/* What a puppet may write: the rest is its stack. */
static union {
	char string[STRING_BYTES];
	char bytes[PUPPET_BYTES];
} memory[PUPPETS_MAX] __attribute__((aligned(PAGE)));

static volatile L4_Word_t ids[PUPPETS_MAX];	/* each written by its actor */

L4_Word_t sum_of(const char *string, unsigned int bytes)
{
	L4_Word_t sum = 0;
	unsigned int i;

	for (i = 0; i < bytes; i++)
		sum = sum * 31 + (unsigned char)string[i];
	return sum;
}

/* --- the loop; the words of a request: its number, then what it needs --- */

static void store_for_ever(volatile L4_Word_t *word)
{
	L4_Word_t n;

	for (n = 0;; n++)
		*word = n;
}

/* What is behind the request's number in the answer. */
static L4_Word_t serve(L4_Word_t request, const L4_Word_t *words, const char *string)
{
	switch (request) {
	case REQUEST_STRING:
		return sum_of(string, (unsigned int)words[2]);
	case REQUEST_STORE:
		*(volatile L4_Word_t *)words[2] = words[3];
		return words[3];
	default:
		return words[2];
	}
}

/* Takes the next request, when the last one is answered; false: there is none. */
static bool next_request(L4_ThreadId_t *from, char *string)
{
	L4_Acceptor_t window = L4_MapGrantItems(L4_FpageLog2(WINDOW, WINDOW_LOG2));
	L4_MsgBuffer_t buffer;
	L4_MsgTag_t tag;

	L4_MsgBufferClear(&buffer);
	L4_MsgBufferAppendSimpleRcvString(&buffer, L4_StringItem(STRING_BYTES, string));
	L4_AcceptStrings(L4_AddAcceptor(window, L4_StringItemsAcceptor), &buffer);
	tag = L4_Ipc(*from, L4_anythread, L4_Timeouts(L4_ZeroTime, L4_Never), from);
	return L4_IpcSucceeded(tag);
}

static void puppet_loop(void)
{
	char *string = memory[L4_UserDefinedHandle()].string;
	L4_ThreadId_t from = L4_nilthread;
	L4_MsgTag_t tag, answer;
	L4_Word_t words[64];

	for (;;) {
		if (!next_request(&from, string)) {
			from = L4_nilthread;
			continue;
		}
		tag = L4_MsgTag();
		L4_StoreMRs(1, (int)L4_UntypedWords(tag), words + 1);
		if (L4_Label(tag) != REQUEST_SCRIBBLE)
			words[2] = serve(L4_Label(tag), words, string);
		answer.raw = L4_Label(tag) == REQUEST_ECHO ? L4_UntypedWords(tag) : 2;
		L4_Set_MsgTag(answer);
		L4_LoadMRs(1, (int)answer.raw, words + 1);
		if (L4_Label(tag) != REQUEST_SCRIBBLE)
			continue;
		(void)L4_Send_Timeout(from, L4_ZeroTime);
		store_for_ever((volatile L4_Word_t *)words[2]);
	}
}

/* --- from outside --- */

L4_ThreadId_t puppet_id(unsigned int i)
{
	return (L4_ThreadId_t){ .raw = ids[i] };
}

unsigned int puppet_of(L4_ThreadId_t id)
{
	L4_Word_t i = L4_ThreadNo(id) - L4_ThreadNo(main_thread) - FIRST_PUPPET;

	return i < puppets ? (unsigned int)i : PUPPETS_MAX;
}

bool is_puppet_memory(unsigned int i, L4_Word_t address)
{
	return address - (L4_Word_t)&memory[i] < PUPPET_BYTES;
}

bool puppet_restart(unsigned int i)
{
	L4_Word_t sp = first_stack_pointer(memory[i].bytes + PUPPET_BYTES), old;
	L4_ThreadId_t old_pager;

	return !L4_IsNilThread(L4_ExchangeRegisters(puppet_id(i), RESTART, sp,
						    (L4_Word_t)puppet_loop, 0, i, L4_nilthread,
						    &old, &old, &old, &old, &old, &old_pager));
}

bool puppet_make(unsigned int i)
{
	L4_Word_t number = L4_ThreadNo(main_thread) + FIRST_PUPPET + i, size, old;
	L4_Word_t version = ids[i] ? L4_Version(puppet_id(i)) + STEP : 2;
	L4_ThreadId_t id = L4_GlobalId(number, version & 0xffff);
	void *kip = L4_GetKernelInterface();

	size = L4_UtcbAreaSizeLog2(kip);
	ids[i] = id.raw;
	if (!L4_ThreadControl(id, id, main_thread, L4_nilthread, (void *)UTCB_AREA) ||
	    !L4_SpaceControl(id, 0, L4_FpageLog2(KIP_AREA, (int)L4_KipAreaSizeLog2(kip)),
			     L4_FpageLog2(UTCB_AREA, (int)size), L4_nilthread, &old) ||
	    !L4_ThreadControl(id, id, L4_nilthread, pager, UNCHANGED) ||
	    !L4_Set_Priority(id, PRIO_USUAL))
		return false;
	return puppet_restart(i);
}

bool puppet_delete(unsigned int i)
{
	return L4_ThreadControl(puppet_id(i), L4_nilthread, L4_nilthread, L4_nilthread, UNCHANGED);
}
