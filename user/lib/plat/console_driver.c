/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread that drives the console's device by its interrupts. Threads that print or read call it,
 * those of other spaces too. While its buffer is full it receives from the interrupt alone, so that
 * who prints more waits in the kernel.
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/thread.h>

#include <plat.h>
#include <rt.h>
#include <rt_thread.h>
#include <stdio.h>
#include <string.h>

#include "console.h"

/* Labels of requests. */
#define WRITE		1	/* word 1: bytes; then the text */
#define READ		2	/* answer, word 1: a character, or BUSY */
#define FLUSH		3	/* answered when all text is out */

#define BUSY		(~(L4_Word_t)0)

#define CHUNK		96	/* bytes of text in a message */
#define TEXT_WORDS	(CHUNK / sizeof(L4_Word_t))
#define WORDS		(2 + TEXT_WORDS)
#define OUTPUT		2048	/* powers of two */
#define INPUT		256
#define STACK		4096
#define PRIORITY	255	/* what a root task may give, and its main thread has */

/* A device that takes nothing for so long takes nothing any more. */
#define PATIENCE	L4_TimePeriod(2000000)
/* How often one is looked at whose interrupt does not come, and how often for that patience. */
#define LOOK		L4_TimePeriod(1000)
#define LOOKS		2000
#define RETRY		L4_TimePeriod(10000)
#define CAUSES_MAX	1000	/* of one interrupt: a broken device has always another one */
#define IDLE_POLLS	1000
#define IDLE_STEP	L4_TimePeriod(1000)

/* Places count up and wrap; `size` bytes are a power of two. */
struct ring {
	char *bytes;
	unsigned int size, first, end;
};

static char output_bytes[OUTPUT], input_bytes[INPUT];
static struct ring output = { .bytes = output_bytes, .size = OUTPUT };
static struct ring input = { .bytes = input_bytes, .size = INPUT };

static const struct console_device *device;
static L4_ThreadId_t driver, line, reader;
static bool is_silent;		/* the device goes on, and its interrupt does not come */
static char stack[STACK] __attribute__((aligned(16)));
static volatile unsigned long interrupts;

static unsigned int ring_used(const struct ring *r)
{
	return r->end - r->first;
}

/* False: it is full, the byte is lost. */
static bool ring_put(struct ring *r, char c)
{
	if (ring_used(r) == r->size)
		return false;
	r->bytes[r->end++ % r->size] = c;
	return true;
}

static char ring_first(const struct ring *r)
{
	return r->bytes[r->first % r->size];
}

/* --- the driver's thread --- */

/* A whole buffer at most: a broken device always has another character. */
static void take_input(void)
{
	int c;

	for (unsigned int i = 0; i < INPUT && (c = device->get()) >= 0; i++)
		(void)ring_put(&input, (char)c);
}

static void give_output(void)
{
	while (ring_used(&output) > 0 && device->put(ring_first(&output)))
		output.first++;
	device->announce(ring_used(&output) > 0);
}

static bool answer(L4_ThreadId_t to, L4_Word_t word)
{
	L4_MsgTag_t tag = { .raw = 1 };

	L4_Set_MsgTag(tag);
	L4_LoadMR(1, word);
	return L4_IpcSucceeded(L4_Reply(to));
}

/* A reader that has gone meanwhile gets nothing, and nothing is lost. */
static void serve_reader(void)
{
	if (L4_IsNilThread(reader) || ring_used(&input) == 0)
		return;
	if (answer(reader, (unsigned char)ring_first(&input)))
		input.first++;
	reader = L4_nilthread;
}

static void serve_interrupt(void)
{
	unsigned int causes = 0;

	interrupts++;
	do {
		take_input();
		give_output();
	} while (device->is_pending() && ++causes < CAUSES_MAX);
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Reply(line);
	serve_reader();
}

/*
 * The interrupt has not come. If the device has gone on in spite of it, it goes to another thread
 * that may have interrupts, or nowhere. True: text has left.
 */
static bool look_at_device(void)
{
	unsigned int left = output.first, came = input.end;

	take_input();
	give_output();
	is_silent |= output.first != left || input.end != came;
	serve_reader();
	return output.first != left;
}

/* Receives from the interrupt alone. False: the device takes nothing more; its text is lost. */
static bool wait_for_device(void)
{
	for (unsigned int i = 0; i < (is_silent ? LOOKS : 1); i++) {
		if (L4_IpcSucceeded(L4_Receive_Timeout(line, is_silent ? LOOK : PATIENCE))) {
			is_silent = false;
			serve_interrupt();
			return true;
		}
		if (look_at_device())
			return true;
	}
	output.first = output.end;
	return false;
}

static void flush(void)
{
	unsigned int i;

	while (ring_used(&output) > 0 && wait_for_device())
		continue;
	for (i = 0; i < IDLE_POLLS && !device->is_idle(); i++)
		L4_Sleep(IDLE_STEP);
}

/* A terminal needs both characters of a line's end. */
static void take_text(const char *text, L4_Word_t length)
{
	for (; length > 0; length--, text++) {
		if (*text == '\n')
			(void)ring_put(&output, '\r');
		(void)ring_put(&output, *text);
	}
	give_output();
}

/* What is typed is for threads of this space alone: a receiver sees their local ids. */
static void serve_read(L4_ThreadId_t from)
{
	if (!L4_IsLocalId(from))
		return;
	if (!L4_IsNilThread(reader)) {
		(void)answer(from, BUSY);
		return;
	}
	reader = from;
	take_input();
	serve_reader();
}

static void serve_request(L4_ThreadId_t from, L4_MsgTag_t tag)
{
	L4_Word_t words[WORDS], untyped = L4_UntypedWords(tag);

	if (untyped < 1 || untyped > WORDS - 1 || L4_TypedWords(tag) != 0)
		return;
	L4_StoreMRs(1, (int)untyped, &words[1]);
	switch (L4_Label(tag)) {
	case WRITE:
		if (words[1] > (untyped - 1) * sizeof(L4_Word_t))
			return;
		take_text((const char *)&words[2], words[1]);
		(void)answer(from, 0);
		break;
	case READ:
		serve_read(from);
		break;
	case FLUSH:
		flush();
		(void)answer(from, 0);
		break;
	default:
		break;
	}
}

/* A request or an interrupt; there is a time to look at the device without. */
static L4_MsgTag_t wait_for_message(L4_ThreadId_t *from)
{
	if (ring_used(&output) == 0 && L4_IsNilThread(reader))
		return L4_Wait(from);
	return L4_Wait_Timeout(is_silent ? LOOK : PATIENCE, from);
}

static void drive(void *unused)
{
	L4_ThreadId_t from;
	L4_MsgTag_t tag;

	(void)unused;
	L4_Accept(L4_UntypedWordsAcceptor);
	for (;;) {
		/* A whole message fits, even if it is nothing but line ends. */
		while (OUTPUT - ring_used(&output) < 2 * CHUNK)
			(void)wait_for_device();
		tag = wait_for_message(&from);
		if (L4_IpcFailed(tag))
			(void)look_at_device();
		else if (L4_IsThreadEqual(from, line))
			serve_interrupt();
		else
			serve_request(from, tag);
	}
}

/* --- threads that print and read --- */

/* What an IPC changes of the caller that the caller may still need. */
struct saved {
	L4_Word_t mr[WORDS], error;
};

static void save(struct saved *s)
{
	L4_StoreMRs(0, WORDS, s->mr);
	s->error = L4_ErrorCode();
}

static void restore(const struct saved *s)
{
	L4_LoadMRs(0, WORDS, s->mr);
	__L4_TCR_Write(L4_UTCB_ERROR_CODE, s->error);
}

/* Calls the driver; false: there is none any more. The message is `words` long, tag and all. */
static bool call(L4_Word_t label, L4_Word_t *mr, unsigned int words)
{
	L4_MsgTag_t tag = { .raw = words - 1 };

	L4_Set_Label(&tag, label);
	mr[0] = tag.raw;
	L4_LoadMRs(0, (int)words, mr);
	tag = L4_Call(driver);
	L4_StoreMR(1, &mr[1]);
	return L4_IpcSucceeded(tag);
}

static bool send_text(const char *text, size_t length)
{
	L4_Word_t mr[WORDS];
	struct saved saved;
	bool good;

	mr[1] = length;
	memcpy(&mr[2], text, length);
	save(&saved);
	good = call(WRITE, mr, 2 + (unsigned int)((length + sizeof(*mr) - 1) / sizeof(*mr)));
	restore(&saved);
	return good;
}

static void driver_write(const char *text, size_t length)
{
	while (length > 0) {
		size_t n = length < CHUNK ? length : CHUNK;

		if (!send_text(text, n)) {
			rt_console_kernel.write(text, length);
			return;
		}
		text += n;
		length -= n;
	}
}

static int driver_read(void)
{
	L4_Word_t mr[2] = { 0, 0 };
	struct saved saved;
	bool good;

	save(&saved);
	/* Another thread reads, too: each gets what comes in its turn. */
	while ((good = call(READ, mr, 2)) && mr[1] == BUSY)
		L4_Sleep(RETRY);
	restore(&saved);
	return good ? (int)mr[1] : rt_console_kernel.read();
}

static void driver_flush(void)
{
	L4_Word_t mr[2] = { 0, 0 };
	struct saved saved;

	save(&saved);
	(void)call(FLUSH, mr, 2);
	restore(&saved);
}

static const struct rt_console driven = {
	.write = driver_write, .read = driver_read, .flush = driver_flush,
};

unsigned long plat_console_interrupts(void)
{
	return interrupts;
}

const char *console_drive(const struct console_device *d)
{
	device = d;
	line = L4_nilthread;
	if (d->line != CONSOLE_NO_LINE) {
		/* An id has not room for each number. */
		if (d->line >= L4_ThreadIdSystemBase(L4_GetKernelInterface()))
			return "there is no such interrupt";
		line = L4_GlobalId(d->line, 1);
	}
	driver = rt_thread_start_last(drive, NULL, stack, sizeof(stack));
	if (L4_IsNilThread(driver))
		return "there is no thread for the driver";
	(void)L4_Set_Priority(driver, PRIORITY);
	if (!L4_IsNilThread(line) && !L4_AssociateInterrupt(line, driver)) {
		if (!device->works_without) {
			(void)rt_thread_stop(driver);
			return "its interrupt is in use";
		}
		line = L4_nilthread;
		printf("console: the keyboard's interrupt is in use; nothing can be typed\n");
	}
	device->announce(false);
	rt_console_use(&driven);
	return NULL;
}
