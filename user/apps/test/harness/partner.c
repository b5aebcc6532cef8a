/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers with words of another size: both sides of it, as both programs are this one.
 */
#include "partner.h"

#include <l4/abi/utcb.h>
#include <plat.h>
#include <plat_program.h>

#include "transfer.h"

#define CONTROL_COMPAT	WORD(1ull << 63)
#define NAME		"test.32"
#define BITS		32
#define NARROW_VERSION	14	/* bits of an id */
#define NARROW_MASK	((1u << NARROW_VERSION) - 1)

void helper_main(void);
void helper_cleanup(void);
helper_fn touch_image;
static helper_fn work_narrow_ipc, work_read_range;

/* What both programs have; each has it at other addresses. */
enum { LOOP, PROBE_FAILED, READ_IP, WRITE_IP, TOUCH_IMAGE, READ_RANGE, NARROW_IPC };

static const L4_Word_t table[] = {
	[LOOP] = (L4_Word_t)helper_main,
	[PROBE_FAILED] = (L4_Word_t)probe_failed,
	[READ_IP] = (L4_Word_t)probe_read_ip,
	[WRITE_IP] = (L4_Word_t)probe_write_ip,
	[TOUCH_IMAGE] = (L4_Word_t)touch_image,
	[READ_RANGE] = (L4_Word_t)work_read_range,
	[NARROW_IPC] = (L4_Word_t)work_narrow_ipc,
	(L4_Word_t)work_nothing, (L4_Word_t)work_set_handler, (L4_Word_t)work_tcr,
	(L4_Word_t)work_set_tcr, (L4_Word_t)work_turns, (L4_Word_t)probe_read,
	(L4_Word_t)probe_write, (L4_Word_t)probe_execute,
};

#define WORDS	(sizeof(table) / sizeof(table[0]))

/* From the linker script. */
extern const struct partner_function __start_partner_functions[], __stop_partner_functions[];

static struct plat_program program;
static bool has_partner;
static unsigned long turn;
static unsigned int helpers_made;	/* in this test, ... */
static bool are_alike;			/* ... which wants no partners */
static L4_Word_t theirs[WORDS];
static L4_Word_t first_function;	/* in the partner's list: a function, its ids; and so on */
static struct narrow_ipc narrow[HELPERS + 1] __attribute__((aligned(64)));

/* --- what partners do --- */

static L4_Word_t work_read_range(L4_Word_t first, L4_Word_t end, L4_Word_t c)
{
	(void)c;
	for (; first < end; first += 1024)
		(void)*(const volatile char *)first;
	return 0;
}

static L4_Word_t work_narrow_ipc(L4_Word_t address, L4_Word_t b, L4_Word_t c)
{
	struct narrow_ipc *n = (struct narrow_ipc *)address;
	volatile uint32_t *turns = (volatile uint32_t *)(L4_Word_t)n->turns;
	L4_Acceptor_t acceptor = { .raw = n->acceptor };
	L4_ThreadId_t to = { .raw = n->to }, from = { .raw = n->from }, sender = L4_nilthread;
	L4_Word64_t start = L4_SystemClock().raw;
	int i;

	(void)b;
	(void)c;
	L4_Accept(acceptor);
	for (i = 1; n->has_buffers && i < L4_NUM_BRS; i++)
		L4_LoadBR(i, n->br[i]);
	if (n->has_buffers)
		L4_Set_XferTimeouts(n->xfer);
	for (i = 0; i < __L4_NUM_MRS; i++)
		L4_LoadMR(i, n->mr[i]);
	if (n->local)
		n->tag = (uint32_t)L4_Lipc(to, from, n->timeouts, &sender).raw;
	else
		n->tag = (uint32_t)L4_Ipc(to, from, n->timeouts, &sender).raw;
	n->error = (uint32_t)L4_ErrorCode();
	for (i = 0; i < __L4_NUM_MRS; i++) {
		L4_Word_t word;

		L4_StoreMR(i, &word);
		n->mr[i] = (uint32_t)word;
	}
	for (i = 1; n->has_buffers && i < L4_NUM_BRS; i++) {
		L4_Word_t word;

		L4_StoreBR(i, &word);
		n->br[i] = (uint32_t)word;
	}
	n->sender = (uint32_t)sender.raw;
	n->took = (uint32_t)(L4_SystemClock().raw - start);
	L4_Accept(L4_UntypedWordsAcceptor);
	if (n->has_buffers)
		n->turn = ++*turns;
	n->over = true;
	return 0;
}

void partner_serve(void)
{
	L4_Word_t sigma0 = L4_ThreadIdUserBase(L4_GetKernelInterface());
	L4_Msg_t msg;

	/* The root task's pager. */
	if (L4_ThreadNo(L4_Pager()) == sigma0)
		return;
	main_thread = L4_Pager();
	L4_MsgClear(&msg);
	L4_MsgAppendWord(&msg, (L4_Word_t)table);
	L4_MsgAppendWord(&msg, (L4_Word_t)__start_partner_functions);
	L4_MsgAppendWord(&msg, (L4_Word_t)__stop_partner_functions);
	L4_MsgLoad(&msg);
	(void)L4_Call(main_thread);
	for (;;)
		L4_Sleep(L4_Never);
}

/* --- the root task's side --- */

L4_Word_t partner_control(void)
{
	return CONTROL_COMPAT;
}

L4_Word_t partner_loop(void)
{
	return theirs[LOOP];
}

L4_Word_t partner_page(L4_Word_t address)
{
	return plat_program_page(&program, address);
}

void partner_begin_test(void)
{
	helpers_made = 0;
	are_alike = false;
}

bool partner_is_next(void)
{
	return has_partner && !are_alike && helpers_made++ % 2 == turn % 2;
}

/* A word of the partner's program. */
static L4_Word_t their_word(L4_Word_t at)
{
	return *(const uint32_t *)(partner_page(at) + (at & (page_size - 1)));
}

static bool is_fault(L4_MsgTag_t tag, L4_Word_t address)
{
	return L4_IpcSucceeded(tag) && is_protocol(tag.raw, L4_PROTO_PAGEFAULT) &&
	       partner_page(address) != 0;
}

/* Runs the partner's start-up code and waits for its message. False: something else comes. */
static bool learn(L4_ThreadId_t id)
{
	L4_MsgTag_t tag = L4_Receive_Timeout(id, PATIENCE);
	L4_Word_t at = L4_IpcSucceeded(tag) ? (L4_StoreMR(1, &at), at) : 0;
	L4_Word_t end;
	unsigned int i;

	while (is_fault(tag, at)) {
		L4_MapItem_t item = L4_MapItem(fpage_at(partner_page(at), L4_FullyAccessible),
					       at & ~(page_size - 1));

		L4_LoadMR(0, 2 << L4_TAG_TYPED_SHIFT);
		L4_LoadMRs(1, 2, item.raw);
		tag = L4_Call_Timeouts(id, L4_ZeroTime, PATIENCE);
		L4_StoreMR(1, &at);
	}
	if (L4_IpcFailed(tag) || L4_UntypedWords(tag) != 3 || L4_Label(tag) != 0)
		return false;
	L4_StoreMR(2, &first_function);
	L4_StoreMR(3, &end);
	for (i = 0; i < WORDS; i++)
		theirs[i] = their_word(at + i * sizeof(uint32_t));
	return (end - first_function) / (2 * sizeof(uint32_t)) ==
	       (L4_Word_t)(__stop_partner_functions - __start_partner_functions);
}

static bool find(void)
{
	L4_ThreadId_t id = new_id();
	bool found;

	found = plat_program(NAME, &program) && program.word_bits == BITS &&
		space_create_narrow(id, (L4_Word_t)L4_GetKernelInterface()) &&
		L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED) &&
		L4_IpcSucceeded(thread_start(id, program.entry)) && learn(id);
	helper_cleanup();
	return found;
}

void partner_setup(void)
{
	unsigned long bits;

	if (!plat_option_number("partner", &bits))
		return;
	(void)plat_option_number("turn", &turn);
	if (bits != BITS || L4_BITS_PER_WORD == BITS || !find())
		tap_bail_out("there is no partner of %lu bits", bits);
	has_partner = true;
	pattern_mask = 0xffffffff;
}

/* --- words --- */

uint32_t partner_id(L4_ThreadId_t id)
{
	if (L4_IsLocalId(id) || id.raw == L4_anythread.raw || L4_IsNilThread(id))
		return (uint32_t)id.raw;
	return (uint32_t)L4_ThreadNo(id) << NARROW_VERSION | (uint32_t)L4_Version(id);
}

static L4_ThreadId_t wide_id(uint32_t id)
{
	L4_ThreadId_t local = { .raw = id };

	return id % 64 == 0 ? local : L4_GlobalId(id >> NARROW_VERSION, id & NARROW_MASK);
}

static bool is_id(L4_Word_t index)
{
	switch ((int)index) {
	case L4_UTCB_MY_GLOBAL_ID: case L4_UTCB_PAGER: case L4_UTCB_EXCEPTION_HANDLER:
	case L4_UTCB_VIRTUAL_SENDER: case L4_UTCB_INTENDED_RECEIVER:
		return true;
	default:
		return false;
	}
}

/* --- a helper --- */

static struct narrow_ipc *narrow_of(const struct helper *h)
{
	return &narrow[L4_ThreadNo(h->id) - L4_ThreadNo(main_thread)];
}

void partner_begin(struct helper *h)
{
	struct narrow_ipc *n = narrow_of(h);

	n->over = false;
	(void)helper_call(h, touch_image, 0, 0, 0);
	(void)helper_call(h, work_read_range, (L4_Word_t)narrow,
			  (L4_Word_t)narrow + sizeof(narrow), 0);
	(void)helper_call(h, work_read_range, (L4_Word_t)&transfers_over,
			  (L4_Word_t)(&transfers_over + 1), 0);
}

static void put_ipc(struct helper *h, const struct side *side)
{
	struct narrow_ipc *n = narrow_of(h);
	unsigned int i;

	*n = (struct narrow_ipc){
		.to = partner_id(h->ipc.to), .from = partner_id(h->ipc.from),
		.timeouts = (uint32_t)h->ipc.timeouts, .acceptor = (uint32_t)h->ipc.acceptor,
		.local = h->ipc.local,
	};
	for (i = 0; i < __L4_NUM_MRS; i++)
		n->mr[i] = (uint32_t)h->ipc.mr[i];
	h->side = side;
	h->in_ipc = true;
	if (side == NULL)
		return;
	n->has_buffers = true;
	n->xfer = (uint32_t)side->xfer;
	n->turns = (uint32_t)(L4_Word_t)&transfers_over;
	for (i = 1; i < L4_NUM_BRS; i++)
		n->br[i] = (uint32_t)side->br[i];
}

/* A function that stands in the list, with its parameters. False: it does not. */
static bool find_in_list(helper_fn **fn, L4_Word_t *a, L4_Word_t *b)
{
	const struct partner_function *f = __start_partner_functions;
	L4_Word_t at = first_function;

	for (; f < __stop_partner_functions && f->fn != *fn; f++)
		at += 2 * sizeof(uint32_t);
	if (f == __stop_partner_functions)
		return false;
	if (f->ids & FIRST_IS_ID)
		*a = partner_id((L4_ThreadId_t){ .raw = *a });
	if (f->ids & SECOND_IS_ID)
		*b = partner_id((L4_ThreadId_t){ .raw = *b });
	*fn = (helper_fn *)their_word(at);
	return true;
}

void partner_start(struct helper *h, helper_fn **fn, L4_Word_t *a, L4_Word_t *b)
{
	unsigned int i = NARROW_IPC;

	if (find_in_list(fn, a, b))
		return;
	h->value_is_id = *fn == work_tcr && is_id(*a);
	if (*fn == work_ipc && *a == (L4_Word_t)&h->ipc) {
		put_ipc(h, NULL);
		*a = (L4_Word_t)narrow_of(h);
	} else if (*fn == work_transfer) {
		put_ipc(h, (const struct side *)*a);
		*a = (L4_Word_t)narrow_of(h);
	} else {
		for (i = TOUCH_IMAGE; i < WORDS && table[i] != (L4_Word_t)*fn; i++)
			continue;
		if (i == WORDS)
			tap_leave_test("not for a partner: a function that it does not have");
		if (*fn == work_set_handler)
			*a = partner_id((L4_ThreadId_t){ .raw = *a });
		if (*fn == work_set_tcr && is_id(*a))
			*b = partner_id((L4_ThreadId_t){ .raw = *b });
	}
	*fn = (helper_fn *)theirs[i];
}

L4_Word_t where_is(const struct helper *h, const char *place)
{
	unsigned int i;

	for (i = PROBE_FAILED; h->is_partner && i < TOUCH_IMAGE; i++)
		if (table[i] == (L4_Word_t)place)
			return theirs[i];
	return (L4_Word_t)place;
}

L4_Word_t all_ones(const struct helper *h)
{
	return h->is_partner ? 0xffffffff : ~(L4_Word_t)0;
}

void helpers_alike(void)
{
	are_alike = true;
}

L4_Word_t partner_value(const struct helper *h, L4_Word_t value)
{
	return h->value_is_id ? wide_id((uint32_t)value).raw : value;
}

void partner_fetch(struct helper *h)
{
	const struct narrow_ipc *n = narrow_of(h);
	struct side *side = h->side == &sender ? &sender : &receiver;
	unsigned int i;

	if (!h->in_ipc || !n->over)
		return;
	h->in_ipc = false;
	h->ipc.tag.raw = n->tag;
	h->ipc.sender = wide_id(n->sender);
	h->ipc.error = n->error;
	for (i = 0; i < __L4_NUM_MRS; i++)
		h->ipc.mr[i] = n->mr[i];
	for (i = 1; h->side != NULL && i < L4_NUM_BRS; i++)
		side->br[i] = n->br[i];
	if (h->side != NULL) {
		side->turn = n->turn;
		side->took = n->took;
	}
	h->ipc.over = true;
}
