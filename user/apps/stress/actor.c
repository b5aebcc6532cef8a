/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Actors. What an operation came to is right, or ended early by what others did, or wrong. Other
 * actors may stop, move or delete the puppet at any time, so each message has a time limit.
 */
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/space.h>

#include "plan.h"

#define SEND_LIMIT	L4_TimePeriod(20000)
#define ANSWER_LIMIT	L4_TimePeriod(50000)
#define SCRIBBLE_TIME	L4_TimePeriod(500)
#define STOP_TIME	L4_TimePeriod(300)

enum outcome { GOOD, BROKEN_OFF, WRONG };

struct actor actor_memory[ACTORS_MAX];

L4_Word_t window_of(unsigned int actor, unsigned int page)
{
	return WINDOW + (actor * ACTOR_PAGES + page) * PAGE;
}

static L4_Fpage_t page_of(unsigned int i, unsigned int page, L4_Word_t rights)
{
	return L4_FpageAddRights(L4_FpageLog2((L4_Word_t)actor_memory[i].pages[page], PAGE_LOG2),
				 rights);
}

static void begin_message(L4_Msg_t *msg, enum request request, unsigned long number)
{
	L4_MsgClear(msg);
	L4_Set_MsgLabel(msg, request);
	L4_MsgAppendWord(msg, number);
}

/* True: an answer has come, with this number and so many words. */
static enum outcome call(unsigned int i, unsigned int puppet, L4_Msg_t *msg, unsigned long number,
			 L4_Word_t words)
{
	L4_Word_t first, error;
	L4_MsgTag_t tag;

	L4_MsgLoad(msg);
	tag = L4_Call_Timeouts(puppet_id(puppet), SEND_LIMIT, ANSWER_LIMIT);
	if (L4_IpcFailed(tag)) {
		error = L4_ErrorCode() & 15;
		actor_memory[i].errors[error]++;
		return error >> 1 == L4_IPC_OVERFLOW ? WRONG : BROKEN_OFF;
	}
	L4_StoreMR(1, &first);
	return L4_UntypedWords(tag) == words && first == number ? GOOD : WRONG;
}

/* --- messages --- */

static enum outcome echo(const struct choice *c, unsigned int i, unsigned long number)
{
	enum outcome outcome;
	L4_Word_t n, word;
	L4_Msg_t msg;

	begin_message(&msg, REQUEST_ECHO, number);
	for (n = 0; n < c->words; n++)
		L4_MsgAppendWord(&msg, c->value + n);
	outcome = call(i, c->puppet, &msg, number, c->words + 1);
	for (n = 0; outcome == GOOD && n < c->words; n++) {
		L4_StoreMR((int)n + 2, &word);
		outcome = word == c->value + n ? GOOD : WRONG;
	}
	return outcome;
}

static enum outcome send_string(const struct choice *c, unsigned int i, unsigned long number)
{
	char *string = actor_memory[i].string + c->start;
	enum outcome outcome;
	L4_Word_t sum;
	L4_Msg_t msg;

	string[0] = (char)c->value;
	string[c->bytes - 1] = (char)(c->value >> 8);
	begin_message(&msg, REQUEST_STRING, number);
	L4_MsgAppendWord(&msg, c->bytes);
	L4_MsgAppendSimpleStringItem(&msg, L4_StringItem((int)c->bytes, string));
	outcome = call(i, c->puppet, &msg, number, 2);
	if (outcome != GOOD)
		return outcome;
	L4_StoreMR(2, &sum);
	return sum == sum_of(string, c->bytes) ? GOOD : WRONG;
}

static enum outcome call_with_page(const struct choice *c, unsigned int i, unsigned long number,
				   enum request request)
{
	L4_Word_t to = window_of(i, c->page);
	L4_Msg_t msg;

	begin_message(&msg, request, number);
	L4_MsgAppendWord(&msg, to + c->word * sizeof(L4_Word_t));
	L4_MsgAppendWord(&msg, c->value);
	L4_MsgAppendMapItem(&msg, L4_MapItem(page_of(i, c->page, L4_ReadWriteOnly), to));
	return call(i, c->puppet, &msg, number, 2);
}

static enum outcome unmap(const struct choice *c, unsigned int i, unsigned long number)
{
	(void)number;
	(void)L4_UnmapFpage(page_of(i, c->page, L4_FullyAccessible));
	return GOOD;
}

/*
 * Nobody but the puppet writes the word. If it did not answer it may have stored it or not, but
 * not any more when the page is taken away.
 */
static enum outcome store(const struct choice *c, unsigned int i, unsigned long number)
{
	volatile L4_Word_t *word = &actor_memory[i].pages[c->page][c->word];
	L4_Word_t before = *word;
	enum outcome outcome = call_with_page(c, i, number, REQUEST_STORE);

	if (outcome == BROKEN_OFF) {
		(void)unmap(c, i, number);
		if (*word != before && *word != c->value)
			outcome = WRONG;
		*word = c->value;
	} else if (*word != c->value) {
		outcome = WRONG;
	}
	return outcome;
}

static enum outcome scribble(const struct choice *c, unsigned int i, unsigned long number)
{
	volatile L4_Word_t *word = &actor_memory[i].pages[c->page][c->word];
	enum outcome outcome = call_with_page(c, i, number, REQUEST_SCRIBBLE);

	L4_Sleep(SCRIBBLE_TIME);
	(void)unmap(c, i, number);
	/* From here on the word is the actor's alone. */
	*word = c->value;
	return outcome;
}

/* --- what concerns a puppet; it may be gone just now --- */

static enum outcome outcome_of(bool done)
{
	return done ? GOOD : BROKEN_OFF;
}

static enum outcome migrate(const struct choice *c, unsigned int i, unsigned long number)
{
	(void)i;
	(void)number;
	return outcome_of(L4_Set_ProcessorNo(puppet_id(c->puppet), c->number % processors) !=
			  L4_SCHEDRESULT_ERROR);
}

static enum outcome cancel(const struct choice *c, unsigned int i, unsigned long number)
{
	(void)i;
	(void)number;
	return outcome_of(puppet_restart(c->puppet));
}

static bool set_halted(L4_ThreadId_t id, bool halted)
{
	L4_ThreadId_t old_pager;
	L4_Word_t old;

	return !L4_IsNilThread(L4_ExchangeRegisters(id, L4_EXREGS_HALT_VALID |
						    (halted ? L4_EXREGS_HALT : 0), 0, 0, 0, 0,
						    L4_nilthread, &old, &old, &old, &old, &old,
						    &old_pager));
}

static enum outcome stop(const struct choice *c, unsigned int i, unsigned long number)
{
	L4_ThreadId_t id = puppet_id(c->puppet);
	bool done = set_halted(id, true);

	(void)i;
	(void)number;
	L4_Sleep(STOP_TIME);
	return outcome_of(set_halted(id, false) && done);
}

static enum outcome set_priority(const struct choice *c, unsigned int i, unsigned long number)
{
	(void)i;
	(void)number;
	return outcome_of(L4_Set_Priority(puppet_id(c->puppet), PRIO_USUAL - c->number % 4) !=
			  L4_SCHEDRESULT_ERROR);
}

/* Nobody else makes or deletes it. */
static enum outcome rebuild(const struct choice *c, unsigned int i, unsigned long number)
{
	unsigned int puppet = i * ACTOR_PUPPETS + c->own;

	(void)number;
	return puppet_delete(puppet) && puppet_make(puppet) ? GOOD : WRONG;
}

static enum outcome (*const functions[OPERATIONS])(const struct choice *c, unsigned int i,
						   unsigned long number) = {
	[ECHO] = echo, [STRING] = send_string, [STORE] = store, [SCRIBBLE] = scribble,
	[UNMAP] = unmap, [MIGRATE] = migrate, [CANCEL] = cancel, [STOP] = stop,
	[PRIORITY] = set_priority, [REBUILD] = rebuild,
};

void actor_main(void *number)
{
	unsigned int i = (unsigned int)(L4_Word_t)number;
	struct actor *actor = &actor_memory[i];
	struct choice c;
	struct plan plan;
	enum outcome outcome;

	L4_Accept(L4_UntypedWordsAcceptor);
	(void)L4_Receive(main_thread);
	plan_begin(&plan, i);
	while (actor->done < operations) {
		plan_next(&plan, &c);
		actor->operation = c.operation;
		if (is_done(c.operation)) {
			outcome = functions[c.operation](&c, i, actor->done);
			actor->good[c.operation] += outcome == GOOD;
			actor->broken_off[c.operation] += outcome == BROKEN_OFF;
			actor->wrong[c.operation] += outcome == WRONG;
		}
		actor->done++;
	}
	actor->is_over = true;
}
