/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sends a text to a second thread, which keeps it, and gets it back twice: as a string, and as a
 * page that the other one maps.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/message.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <rt_thread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Labels of requests. */
#define KEEP	1	/* a word: the length, and the string */
#define READ	2	/* the answer is the string */
#define LEND	3	/* the answer maps the page that holds it */

#define PAGE_LOG2	13	/* the smallest page of SPARC-V9; two of AMD64 */
#define PAGE_BYTES	(1 << PAGE_LOG2)
#define WINDOW		0x40000000ul	/* nothing else is there */

static char stack[4096];
static char shelf[PAGE_BYTES] __attribute__((aligned(PAGE_BYTES)));

/* Strings of the next message go to this place. */
static void accept_string(char *to, int size)
{
	L4_MsgBuffer_t buffer;

	L4_MsgBufferClear(&buffer);
	L4_MsgBufferAppendSimpleRcvString(&buffer, L4_StringItem(size, to));
	L4_AcceptStrings(L4_StringItemsAcceptor, &buffer);
}

/* Word 0 of a message that has come, or 0 if there is none. */
static L4_Word_t first_word(L4_MsgTag_t tag)
{
	L4_Msg_t msg;

	L4_MsgStore(tag, &msg);
	return L4_IpcSucceeded(tag) && L4_UntypedWords(tag) > 0 ? L4_MsgWord(&msg, 0) : 0;
}

/* A message without words. */
static void put_tag(L4_Word_t label)
{
	L4_MsgTag_t tag = L4_Niltag;

	L4_Set_Label(&tag, label);
	L4_Set_MsgTag(tag);
}

/* The keeper */

static void put_string(int length)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)length);
	L4_MsgAppendSimpleStringItem(&msg, L4_StringItem(length, shelf));
	L4_MsgLoad(&msg);
}

static void put_page(void)
{
	L4_Fpage_t page = L4_FpageLog2((L4_Word_t)shelf, PAGE_LOG2);
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendMapItem(&msg, L4_MapItem(L4_FpageAddRights(page, L4_Readable), 0));
	L4_MsgLoad(&msg);
}

static void keeper(void *unused)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;
	int length = 0;

	(void)unused;
	accept_string(shelf, sizeof(shelf));
	for (;;) {
		tag = L4_Wait(&from);
		/* Ends when an answer could not be delivered, or a request did not arrive whole. */
		while (L4_IpcSucceeded(tag)) {
			L4_Word_t label = L4_Label(tag);

			if (label == KEEP && first_word(tag) <= sizeof(shelf))
				length = (int)first_word(tag);
			put_tag(0);
			if (label == READ)
				put_string(length);
			else if (label == LEND)
				put_page();
			tag = L4_ReplyWait(from, &from);
		}
	}
}

/* The customer */

static bool keep(L4_ThreadId_t server)
{
	static char place[] = "Karlsruhe", text[] = ", on a Sunday";
	L4_StringItem_t letter[2], rest = L4_StringItem(sizeof(text), text);
	L4_Msg_t msg;

	letter[0] = L4_StringItem(sizeof(place) - 1, place);
	L4_AddSubstringTo(letter, &rest);
	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, KEEP);
	L4_MsgAppendWord(&msg, sizeof(place) - 1 + sizeof(text));
	L4_MsgAppendStringItem(&msg, letter);
	L4_MsgLoad(&msg);
	return L4_IpcSucceeded(L4_Call(server));
}

static bool read_back(L4_ThreadId_t server)
{
	char answer[64];

	accept_string(answer, sizeof(answer));
	put_tag(READ);
	if (first_word(L4_Call(server)) == 0)
		return false;
	printf("letters: \"%s\"\n", answer);
	return strcmp(answer, "Karlsruhe, on a Sunday") == 0;
}

static bool borrow(L4_ThreadId_t server)
{
	L4_MsgTag_t tag;

	L4_Accept(L4_MapGrantItems(L4_FpageLog2(WINDOW, PAGE_LOG2)));
	put_tag(LEND);
	tag = L4_Call(server);
	if (L4_IpcFailed(tag) || L4_TypedWords(tag) != 2)
		return false;
	printf("letters: \"%s\" at %#lx\n", (const char *)WINDOW, WINDOW);
	return memcmp((const char *)WINDOW, shelf, sizeof(shelf)) == 0;
}

/* A string that is longer than the buffer: nothing, or a part of it, arrives. */
static bool has_no_room(L4_ThreadId_t server)
{
	char answer[4];
	L4_MsgTag_t tag;

	accept_string(answer, sizeof(answer));
	put_tag(READ);
	tag = L4_Call(server);
	printf("letters: error %#lx\n", L4_ErrorCode());
	return L4_IpcFailed(tag);
}

int main(void)
{
	L4_ThreadId_t server = rt_thread_start(keeper, NULL, stack, sizeof(stack));
	bool good;

	if (L4_IsNilThread(server))
		return 1;
	good = keep(server) && read_back(server) && borrow(server) && has_no_room(server);
	/* The giver of a page can take it back, from all who got it. */
	L4_UnmapFpage(L4_FpageAddRights(L4_FpageLog2((L4_Word_t)shelf, PAGE_LOG2),
					L4_FullyAccessible));
	return good ? 0 : 1;
}
