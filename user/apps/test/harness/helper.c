/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of the tests: ids, stacks and UTCBs by thread number, the loop that helpers run, and the
 * main thread's side of it as their pager. A helper in a space of its own shares all pages of this
 * program, so functions and results need not be copied.
 */
#include <rt_space.h>
#include <string.h>

#include "partner.h"
#include "processors.h"
#include "test.h"

#define LABEL_RUN	0x7e51
#define LABEL_DONE	0x7e52
#define LABEL_ECHO	0x7e53
/* The lowest-priority thread that settle() calls; it outlives the tests. */
#define ECHO		(HELPERS + 1)
#define ECHO_PRIORITY	1
#define ROUNDS		4	/* of it, through all processors */
#define VERSION_STEP	0x40	/* ids of the same number differ; bits 5..0 stay non-zero */
#define VERSION_MASK	0x3fff	/* what 32-bit programs see of it */

void helper_setup(void);
void helper_cleanup(void);
helper_fn touch_image;

static char stacks[HELPERS + 2][STACK_BYTES] __attribute__((aligned(16)));
static struct helper helpers[HELPERS + 1];
static L4_ThreadId_t echo;
static unsigned int used;	/* numbers given out in this test, ... */
static L4_ThreadId_t given[HELPERS + 1];	/* ... as these ids the last time, ... */
static unsigned char is_spare[HELPERS + 1];	/* ... and may be given out again */
static L4_Word_t version = 2;

static unsigned int slot_of(L4_ThreadId_t id)
{
	return L4_IsNilThread(id) ? 0 :
				    (unsigned int)(L4_ThreadNo(id) - L4_ThreadNo(main_thread));
}

/* A number that nobody has had in this test, as long as there are any; 0: there is none. */
static unsigned int new_number(void)
{
	unsigned int i;

	if (used < HELPERS)
		return ++used;
	for (i = 1; i <= HELPERS; i++) {
		if (!is_spare[i])
			continue;
		is_spare[i] = 0;
		version = (version + VERSION_STEP) & VERSION_MASK;
		return i;
	}
	return 0;
}

L4_ThreadId_t new_id(void)
{
	unsigned int i = new_number();

	if (i == 0) {
		tap_fail("the test uses more than %u threads", HELPERS);
		return L4_nilthread;
	}
	given[i] = L4_GlobalId(L4_ThreadNo(main_thread) + i, version);
	return given[i];
}

void id_spare(L4_ThreadId_t id)
{
	is_spare[slot_of(id)] = 1;
}

static void *utcb_at(L4_Word_t area, unsigned int slot)
{
	return (void *)(area + slot * L4_UtcbSize(L4_GetKernelInterface()));
}

void *utcb_here(L4_ThreadId_t id)
{
	L4_Word_t size = L4_UtcbSize(L4_GetKernelInterface());

	return utcb_at(L4_MyLocalId().raw & ~(size - 1), slot_of(id));
}

void *utcb_there(L4_ThreadId_t id)
{
	return utcb_at(UTCB_AREA_THERE, slot_of(id));
}

L4_Word_t stack_of(L4_ThreadId_t id)
{
	return first_stack_pointer(stacks[slot_of(id)] + STACK_BYTES);
}

L4_Word_t thread_delete(L4_ThreadId_t id)
{
	return L4_ThreadControl(id, L4_nilthread, L4_nilthread, L4_nilthread, UTCB_UNCHANGED);
}

L4_Word_t thread_create_here(L4_ThreadId_t id, L4_ThreadId_t pager)
{
	return L4_ThreadControl(id, main_thread, main_thread, pager, utcb_here(id));
}

L4_MsgTag_t thread_start(L4_ThreadId_t id, L4_Word_t ip)
{
	L4_Msg_t msg;

	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, ip);
	L4_MsgAppendWord(&msg, stack_of(id));
	L4_MsgLoad(&msg);
	return L4_Send_Timeout(id, PATIENCE);
}

static L4_Word_t space_make(L4_ThreadId_t id, L4_Word_t control, L4_Word_t kip_base,
			    L4_Word_t utcb_bytes)
{
	void *kip = L4_GetKernelInterface();
	L4_Fpage_t kip_area = L4_FpageLog2(kip_base, (int)L4_KipAreaSizeLog2(kip));
	L4_Fpage_t utcb_area = L4_Fpage(UTCB_AREA_THERE, utcb_bytes);
	L4_Word_t old = 0;

	return L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)) &&
	       L4_SpaceControl(id, control, kip_area, utcb_area, L4_nilthread, &old) &&
	       (old & control) == control;
}

static L4_Word_t usual_utcb_bytes(void)
{
	return (HELPERS + 2) * L4_UtcbSize(L4_GetKernelInterface());
}

L4_Word_t space_create(L4_ThreadId_t id, L4_Word_t kip_base)
{
	return space_make(id, 0, kip_base, usual_utcb_bytes());
}

L4_Word_t space_create_narrow(L4_ThreadId_t id, L4_Word_t kip_base)
{
	return space_make(id, partner_control(), kip_base, usual_utcb_bytes());
}

/* What a helper executes: one function after the other, each answered with its value. */
void helper_main(void)
{
	L4_Word_t words[5], value = 0;
	L4_MsgTag_t tag;

	for (;;) {
		L4_Accept(L4_UntypedWordsAcceptor);
		tag = L4_Niltag;
		L4_Set_Label(&tag, LABEL_DONE);
		tag.X.u = 1;
		L4_Set_MsgTag(tag);
		L4_LoadMR(1, value);
		tag = L4_Call(main_thread);
		L4_StoreMRs(0, 5, words);
		value = 0;
		if (L4_IpcSucceeded(tag) && L4_Label(tag) == LABEL_RUN)
			value = ((helper_fn *)words[1])(words[2], words[3], words[4]);
	}
}

L4_Word_t touch_image(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	const volatile char *p;

	(void)a;
	(void)b;
	(void)c;
	for (p = __image_start; p < __image_end; p += 1024)
		if (p < page(0) || p >= page(POOL_PAGES))
			(void)*p;
	return 0;
}

struct helper *helper_begin(L4_ThreadId_t id, L4_Word_t created, bool foreign, L4_Word_t ip)
{
	struct helper *h = &helpers[slot_of(id)];

	h->id = id;
	h->foreign = foreign;
	h->processor = 0;
	h->in_ipc = h->value_is_id = false;
	h->ipc = (struct ipc){ .over = false };
	if (!created) {
		tap_fail("a helper could not be created: %s", L4_ErrorCode_String(L4_ErrorCode()));
		return h;
	}
	h->processor = place(id);
	if (check_ok(thread_start(id, ip)) && helper_finish(h) != DONE)
		tap_fail("a helper does not start");
	return h;
}

static struct helper *begin_with(L4_ThreadId_t id, L4_Word_t created, bool foreign,
				 L4_Word_t kip)
{
	struct helper *h;

	/* For the faults of its first instructions. */
	helpers[slot_of(id)].kip = kip;
	helpers[slot_of(id)].is_partner = false;
	h = helper_begin(id, created, foreign, (L4_Word_t)helper_main);
	if (created && foreign)
		(void)helper_call(h, touch_image, 0, 0, 0);
	return h;
}

static struct helper *begin(L4_ThreadId_t id, L4_Word_t created, bool foreign)
{
	return begin_with(id, created, foreign, (L4_Word_t)L4_GetKernelInterface());
}

static struct helper *begin_partner(L4_ThreadId_t id, L4_Word_t created)
{
	struct helper *h = &helpers[slot_of(id)];

	h->kip = (L4_Word_t)L4_GetKernelInterface();
	h->is_partner = true;
	h = helper_begin(id, created, true, partner_loop());
	if (created)
		partner_begin(h);
	return h;
}

static L4_Word_t opt_in(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return L4_LipcOptIn();
}

bool helper_opt_in(struct helper *h)
{
	return helper_call(h, opt_in, 0, 0, 0) != 0;
}

struct helper *helper_here(void)
{
	L4_ThreadId_t id = new_id();
	struct helper *h = begin(id, thread_create_here(id, main_thread), false);

	if (all_opt_in)
		(void)helper_opt_in(h);
	return h;
}

struct helper *helper_there_with(L4_Word_t kip_base)
{
	L4_ThreadId_t id = new_id();

	return begin_with(id, space_create(id, kip_base) &&
			  L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED),
			  true, kip_base);
}

struct helper *helper_there_wide(L4_Word_t utcb_bytes)
{
	L4_ThreadId_t id = new_id();

	return begin(id, space_make(id, 0, (L4_Word_t)L4_GetKernelInterface(), utcb_bytes) &&
		     L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED), true);
}

struct helper *helper_there_alike(void)
{
	return helper_there_with((L4_Word_t)L4_GetKernelInterface());
}

struct helper *helper_there(void)
{
	L4_Word_t kip = (L4_Word_t)L4_GetKernelInterface();
	L4_ThreadId_t id;

	if (!partner_is_next())
		return helper_there_alike();
	id = new_id();
	return begin_partner(id, space_create_narrow(id, kip) &&
			     L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED));
}

struct helper *helper_beside(struct helper *h)
{
	L4_ThreadId_t id = new_id();
	L4_Word_t created;

	if (!h->foreign)
		return begin(id, thread_create_here(id, main_thread), false);
	created = L4_ThreadControl(id, h->id, main_thread, main_thread, utcb_there(id));
	return h->is_partner ? begin_partner(id, created) : begin_with(id, created, true, h->kip);
}

void helper_move_kip(struct helper *h, L4_Word_t kip)
{
	L4_Word_t at = (L4_Word_t)__image_start & ~(page_size - 1), other;

	for (; at < (L4_Word_t)__image_end; at += page_size) {
		other = rt_image_page(at, kip);
		/* Afterwards it finds no system call any more. */
		if (other != at)
			check_ok(item_send(h, at | L4_ITEM_MAP,
					   fpage_at(other, L4_ReadeXecOnly).raw,
					   L4_CompleteAddressSpace));
	}
	h->kip = kip;
}

void helper_forget(struct helper *h)
{
	check_granted(thread_delete(h->id));
	id_spare(h->id);
}

void helper_start(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Msg_t msg;
	L4_MsgTag_t tag;

	if (h->is_partner)
		partner_start(h, &fn, &a, &b);
	L4_MsgClear(&msg);
	L4_Set_MsgLabel(&msg, LABEL_RUN);
	L4_MsgAppendWord(&msg, (L4_Word_t)fn);
	L4_MsgAppendWord(&msg, a);
	L4_MsgAppendWord(&msg, b);
	L4_MsgAppendWord(&msg, c);
	L4_MsgLoad(&msg);
	tag = L4_Send_Timeout(h->id, L4_ZeroTime);
	if (L4_IpcFailed(tag))
		tap_fail("helper %#lx does not listen: error code %#lx", h->id.raw,
			 L4_ErrorCode());
}

bool is_protocol(L4_Word_t tag, long protocol)
{
	return (L4_SignedWord_t)tag >> L4_PROTO_SHIFT == protocol;
}

L4_Word_t fault_access(const struct helper *h)
{
	return h->mr[0] >> L4_PROTO_NIBBLE_SHIFT & 0xf;
}

static bool is_image(L4_Word_t address)
{
	return address >= (L4_Word_t)__image_start && address < (L4_Word_t)__image_end &&
	       (address < (L4_Word_t)page(0) || address >= (L4_Word_t)page(POOL_PAGES));
}

/* The rights of a helper there: random code must not change the program. */
static L4_Word_t image_rights(L4_Word_t address)
{
	return address < (L4_Word_t)__data_start ? L4_ReadeXecOnly : L4_FullyAccessible;
}

static void load_item(L4_Word_t item0, L4_Word_t item1)
{
	L4_MsgTag_t tag = { .raw = 2 << L4_TAG_TYPED_SHIFT };

	L4_Set_MsgTag(tag);
	L4_LoadMR(1, item0);
	L4_LoadMR(2, item1);
}

static enum outcome classify(struct helper *h, L4_MsgTag_t tag)
{
	if (L4_IpcFailed(tag))
		return SILENT;
	L4_StoreMRs(0, __L4_NUM_MRS, h->mr);
	h->mr[0] = tag.raw;
	h->value = h->is_partner ? partner_value(h, h->mr[1]) : h->mr[1];
	if (h->is_partner)
		partner_fetch(h);
	if (L4_Label(tag) == LABEL_DONE && L4_UntypedWords(tag) == 1)
		return DONE;
	if (is_protocol(tag.raw, L4_PROTO_PAGEFAULT))
		return PAGE_FAULT;
	if (is_protocol(tag.raw, L4_PROTO_IOFAULT))
		return IO_FAULT;
	return is_protocol(tag.raw, L4_PROTO_EXCEPTION) ? EXCEPTION : ODD;
}

/* What a helper there has of its program at an address; nil: it is not for it. */
static L4_Fpage_t image_fpage(const struct helper *h, L4_Word_t at, L4_Word_t access)
{
	if (is_image(at) && (access & ~image_rights(at)) == 0)
		return fpage_at(rt_image_page(at & ~(page_size - 1), h->kip), image_rights(at));
	if (h->is_partner && partner_page(at) != 0)
		return fpage_at(partner_page(at), L4_FullyAccessible);
	return L4_Nilpage;
}

enum outcome helper_finish(struct helper *h)
{
	L4_MsgTag_t tag = L4_Receive_Timeout(h->id, PATIENCE);
	enum outcome outcome = classify(h, tag);
	L4_Fpage_t f;

	while (outcome == PAGE_FAULT) {
		f = image_fpage(h, h->mr[1], fault_access(h));
		if (L4_IsNilFpage(f))
			break;
		load_item((h->mr[1] & ~(page_size - 1)) | L4_ITEM_MAP, f.raw);
		tag = L4_Call_Timeouts(h->id, L4_ZeroTime, PATIENCE);
		outcome = classify(h, tag);
	}
	return outcome;
}

enum outcome helper_run(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	helper_start(h, fn, a, b, c);
	return helper_finish(h);
}

L4_Word_t helper_call(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	enum outcome outcome = helper_run(h, fn, a, b, c);

	if (outcome == DONE)
		return h->value;
	tap_fail("a helper's function does not return: outcome %d, %#lx %#lx %#lx", outcome,
		 h->mr[0], h->mr[1], h->mr[2]);
	return 0;
}

enum outcome helper_answer(struct helper *h, L4_Word_t item0, L4_Word_t item1)
{
	load_item(item0, item1);
	return classify(h, L4_Call_Timeouts(h->id, L4_ZeroTime, PATIENCE));
}

void helper_abort_probe(struct helper *h)
{
	struct exregs r = { .ip = where_is(h, probe_failed) };

	exregs(h->id, L4_EXREGS_CANCEL_SEND | L4_EXREGS_CANCEL_RECV | L4_EXREGS_SET_IP, &r);
	if (L4_IsNilThread(r.id) || helper_finish(h) != DONE)
		tap_fail("a faulting helper could not be made to go on: %lu", L4_ErrorCode());
}

static void echo_main(void)
{
	L4_ThreadId_t from;

	L4_Wait(&from);
	for (;;)
		L4_ReplyWait(from, &from);
}

bool await_word(const volatile L4_Word_t *word, L4_Word_t value)
{
	L4_Word64_t end = L4_SystemClock().raw + 10 * (500000 + lateness);

	while (*word != value && L4_SystemClock().raw < end)
		L4_Sleep(L4_TimePeriod(10));
	return *word == value;
}

bool await_change(const volatile L4_Word_t *word, L4_Word_t value)
{
	L4_Word64_t end = L4_SystemClock().raw + 10 * (500000 + lateness);

	while (*word == value && L4_SystemClock().raw < end)
		L4_Sleep(L4_TimePeriod(10));
	return *word != value;
}

bool await_over(const volatile L4_Word_t *word, L4_Word_t value)
{
	L4_Word64_t end = L4_SystemClock().raw + 10 * (500000 + lateness);

	while (*word <= value && L4_SystemClock().raw < end)
		L4_Sleep(L4_TimePeriod(10));
	return *word > value;
}

void turns_pass(unsigned int turns)
{
	struct helper *h = helper_here();
	unsigned int i;

	for (i = 0; i < processors; i++) {
		if (processors > 1)
			place_at(h->id, i);
		tap_check_eq(helper_run(h, work_turns, turns, 0, 0), DONE);
	}
}

/* Returns when the processor on which the echo thread is has nothing more urgent to do. */
static void echo_call(void)
{
	L4_MsgTag_t tag = L4_Niltag;

	L4_Set_Label(&tag, LABEL_ECHO);
	L4_Set_MsgTag(tag);
	tag = L4_Call_Timeouts(echo, PATIENCE, PATIENCE);
	if (L4_IpcFailed(tag))
		tap_fail("the threads do not come to rest");
}

/*
 * What one processor does may give another one something to do, which was seen at rest before: so
 * they are asked several times.
 */
static void settle_all(void)
{
	unsigned int i;

	for (i = 0; i < ROUNDS * processors; i++) {
		place_at(echo, (i + 1) % processors);
		echo_call();
	}
}

void settle(void)
{
	unsigned int i;

	if (processors > 1)
		settle_all();
	else
		echo_call();
	for (i = 1; i <= used; i++)
		if (helpers[i].is_partner)
			partner_fetch(&helpers[i]);
}

L4_Word_t thread_state(L4_ThreadId_t id)
{
	L4_Word_t old;

	return L4_Schedule(id, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED, __L4_UNCHANGED,
			   &old);
}

void exregs(L4_ThreadId_t dest, L4_Word_t control, struct exregs *r)
{
	r->id = L4_ExchangeRegisters(dest, control, r->sp, r->ip, r->flags, r->handle, r->pager,
				     &r->control, &r->sp, &r->ip, &r->flags, &r->handle,
				     &r->pager);
}

struct exregs exregs_control(L4_ThreadId_t dest, L4_Word_t control)
{
	struct exregs r = { .control = 0 };

	exregs(dest, control, &r);
	return r;
}

struct exregs exregs_read(L4_ThreadId_t dest)
{
	return exregs_control(dest, L4_EXREGS_DELIVER);
}

void helper_setup(void)
{
	echo = L4_GlobalId(L4_ThreadNo(main_thread) + ECHO, version);
	if (!thread_create_here(echo, main_thread) || !L4_Set_Priority(echo, ECHO_PRIORITY) ||
	    L4_IpcFailed(thread_start(echo, (L4_Word_t)echo_main)))
		tap_bail_out("the echo thread cannot be created: %s",
			     L4_ErrorCode_String(L4_ErrorCode()));
}

void helper_cleanup(void)
{
	unsigned int i;

	for (i = 1; i <= used; i++)
		if (!thread_delete(given[i]))
			tap_fail("thread %u cannot be deleted: %lu", i, L4_ErrorCode());
	for (i = 1; i <= used; i++)
		helpers[i].is_partner = false;
	used = 0;
	memset(is_spare, 0, sizeof(is_spare));
	version = (version + VERSION_STEP) & VERSION_MASK;
}
