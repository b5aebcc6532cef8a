/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes system calls up. Most parameters are nearly valid, because what is refused at the door
 * tests the door only; some are anything.
 */
#include "fuzz.h"

/* What of a number fits into a word. */
#define WORD(number)	((fuzz_word)((number) & ~0ul))
#define ANYTHING	(~0ul)
#define TIMEOUTS(send, receive)	((fuzz_word)(send) << 16 | (receive))

/* One making of a call: what all parts of it need. */
struct maker {
	struct fuzz_source *s;
	const struct fuzz_world *w;
	fuzz_word self;
	struct fuzz_call *c;
};

static unsigned int pick(struct maker *m, unsigned int n)
{
	return fuzz_pick(m->s, n);
}

/* True once in n times, by chance. */
static bool one_in(struct maker *m, unsigned int n)
{
	return pick(m, n) == 0;
}

/* A number below n, which may be large. */
static fuzz_word pick_large(struct maker *m, fuzz_word n)
{
	return n <= 0x10000 ? pick(m, (unsigned int)n) :
			      ((fuzz_word)pick(m, 0x10000) << 16 | pick(m, 0x10000)) % n;
}

/* --- thread ids --- */

/* One of the sandbox, perhaps of another version. */
static fuzz_word some_thread(struct maker *m)
{
	fuzz_word id = m->w->thread(pick(m, m->w->threads));

	return one_in(m, 24) ? id + 1 + pick(m, 3) : id;
}

static fuzz_word any_irq(struct maker *m)
{
	return (fuzz_word)pick(m, m->w->irqs) << (sizeof(fuzz_word) * 4) | 1;
}

static fuzz_word utcb_of(struct maker *m, unsigned int slot)
{
	return m->w->utcb_area + ((fuzz_word)slot << L4_UTCB_SIZE_LOG2);
}

static fuzz_word any_id(struct maker *m)
{
	switch (pick(m, 18)) {
	case 0:
		return L4_TID_NIL;
	case 1:
		return L4_TID_ANY;
	case 2:
		return L4_TID_ANY_LOCAL;
	case 3:
	case 4:
		return utcb_of(m, pick(m, m->w->threads + 2)) + L4_UTCB_POINTER_OFFSET;
	case 5:
		return fuzz_random_word(m->s);
	case 6:
		return any_irq(m);
	case 7:
		return m->self;
	default:
		return some_thread(m);
	}
}

static fuzz_word receiver(struct maker *m)
{
	return one_in(m, 2) ? m->w->waiting(pick(m, m->w->threads)) : any_id(m);
}

/* --- times, addresses, fpages --- */

static unsigned int some_timeout(struct maker *m)
{
	switch (pick(m, m->w->is_keeper ? 8 : 12)) {
	case 0: case 1: case 2: case 3:
		return L4_TIME_ZERO;
	case 4: case 5: case 6: case 7:
		return 1 + pick(m, 500);
	case 8: case 9:
		return L4_TIME_NEVER;
	default:
		return pick(m, 0x10000);
	}
}

static fuzz_word some_timeouts(struct maker *m)
{
	unsigned int send = some_timeout(m);

	return TIMEOUTS(send, some_timeout(m));
}

/* Where something begins or ends. */
static fuzz_word landmark(struct maker *m)
{
	fuzz_word text, stack;
	fuzz_word places[] = {
		0, 0, m->w->memory, m->w->memory + (1ul << m->w->memory_log2), m->w->utcb_area,
		m->w->utcb_area + (1ul << m->w->utcb_area_log2), m->w->kip_area, 0xffa00000ul,
		0xffc00000ul, WORD(0x100000000), WORD(0x7ffffffff000), WORD(0x800000000000),
		~0xffful,
	};
	fuzz_word place;

	/* A page that can be executed should not be written. */
	m->w->registers(0, &text, &stack);
	places[0] = text;
	place = places[pick(m, sizeof(places) / sizeof(places[0]))];
	return place + ((fuzz_word)pick(m, 3) << m->w->page_log2) - (1ul << m->w->page_log2);
}

static fuzz_word memory_address(struct maker *m)
{
	return m->w->memory + pick_large(m, 1ul << m->w->memory_log2);
}

static fuzz_word some_address(struct maker *m)
{
	switch (pick(m, 16)) {
	case 0:
		return landmark(m);
	case 1:
		return fuzz_random_word(m->s);
	default:
		return memory_address(m);
	}
}

static fuzz_word fpage_of(fuzz_word address, unsigned int log2, unsigned int rights)
{
	return (address >> log2 << log2) | log2 << L4_FPAGE_SIZE_SHIFT | rights;
}

static unsigned int some_rights(struct maker *m)
{
	return one_in(m, 3) ? pick(m, L4_FPAGE_RWX + 1) : L4_FPAGE_RWX;
}

static fuzz_word memory_fpage(struct maker *m)
{
	unsigned int log2 = L4_FPAGE_MIN_LOG2 +
			    pick(m, m->w->memory_log2 - L4_FPAGE_MIN_LOG2 + 1);

	return fpage_of(memory_address(m), log2, some_rights(m));
}

static fuzz_word some_fpage(struct maker *m)
{
	switch (pick(m, 64)) {
	case 0:
		return L4_FPAGE_COMPLETE | some_rights(m);
	case 1:
		return fuzz_random_word(m->s);
	case 2:
		return 0;
	case 3: case 4: case 5: case 6:
		return (fuzz_word)pick(m, 0x800) << L4_IOFPAGE_PORT_SHIFT |
		       (fuzz_word)pick(m, 18) << L4_IOFPAGE_SIZE_SHIFT |
		       L4_FPAGE_SIZE_IO << L4_FPAGE_SIZE_SHIFT | some_rights(m);
	case 7: case 8:
		return fpage_of(landmark(m), L4_FPAGE_MIN_LOG2 + pick(m, one_in(m, 4) ? 40 : 12),
				some_rights(m));
	default:
		return memory_fpage(m);
	}
}

/* --- messages --- */

/*
 * A string's descriptor and its addresses: no more than `room` words. Returns how many, or 0 if
 * there is no room. `more` is bit C: another item or buffer follows.
 */
static unsigned int put_string(struct maker *m, fuzz_word *word, unsigned int room, bool more)
{
	unsigned int substrings = one_in(m, 3) ? 1 + pick(m, 4) : 1;
	fuzz_word length = one_in(m, 2) ? pick(m, 0x100) : pick(m, 0x4000);

	if (room < 2)
		return 0;
	if (substrings > room - 1)
		substrings = room - 1;
	if (one_in(m, 64))
		length = pick_large(m, 0x400001);
	word[0] = length << 10 | (fuzz_word)(substrings - 1) << 4 | more;
	/* Continued, hints, too many substrings, another kind of item. */
	if (one_in(m, 8))
		word[0] ^= 1ul << pick(m, 10);
	for (unsigned int i = 1; i <= substrings; i++)
		word[i] = some_address(m);
	return 1 + substrings;
}

static unsigned int put_item(struct maker *m, fuzz_word *word, unsigned int room)
{
	bool more = pick(m, 2);

	if (one_in(m, 3))
		return put_string(m, word, room, more);
	if (room < 2)
		return 0;
	word[0] = (some_address(m) >> 10 << 10) | (one_in(m, 3) ? L4_ITEM_GRANT : L4_ITEM_MAP) |
		  more;
	word[1] = some_fpage(m);
	if (one_in(m, 24))
		word[0] ^= 1ul << pick(m, 10);
	return 2;
}

static fuzz_word label(struct maker *m)
{
	static const long protocols[] = {
		L4_PROTO_INTERRUPT, L4_PROTO_PAGEFAULT, L4_PROTO_PREEMPTION, L4_PROTO_EXCEPTION,
		L4_PROTO_IOFAULT,
	};

	if (one_in(m, 4))
		return (fuzz_word)protocols[pick(m, 5)] << L4_PROTO_SHIFT |
		       (fuzz_word)pick(m, 8) << L4_PROTO_NIBBLE_SHIFT;
	return (fuzz_word)pick(m, 0x100) << L4_TAG_LABEL_SHIFT;
}

static unsigned int some_untyped(struct maker *m)
{
	return one_in(m, 6) ? pick(m, 64) : pick(m, 5);
}

/* Untyped words and typed items, as many as the tag says unless it says too much. */
static void put_message(struct maker *m)
{
	struct fuzz_call *c = m->c;
	unsigned int u = some_untyped(m), typed = 0, n;
	unsigned int items = m->w->is_keeper || one_in(m, 2) ? 0 : 1 + pick(m, 4);
	unsigned int next = u + 1;

	for (unsigned int i = 1; i <= u; i++)
		c->mr[i] = fuzz_random_word(m->s) >> (i & 31);
	while (items-- > 0) {
		n = put_item(m, &c->mr[next], L4_NUM_MRS - next);
		if (n == 0)
			break;
		next += n;
		typed += n;
	}
	c->mrs = next;
	c->mr[0] = label(m) | typed << L4_TAG_TYPED_SHIFT | u;
	if (one_in(m, 12))
		c->mr[0] |= L4_TAG_PROPAGATED;
	if (!m->w->is_keeper && one_in(m, 32))
		c->mr[0] ^= fuzz_random_word(m->s) & 0xffff;
}

/* Where typed items may go. */
static void put_buffers(struct maker *m)
{
	struct fuzz_call *c = m->c;
	fuzz_word window = one_in(m, 3) ? some_fpage(m) : L4_FPAGE_COMPLETE;
	unsigned int n;

	c->br[0] = (window & L4_ACCEPT_WINDOW_MASK) | pick(m, 2);
	c->brs = 1;
	if (!(c->br[0] & L4_ACCEPT_STRINGS))
		return;
	for (unsigned int i = 1 + pick(m, 3); i > 0; i--) {
		n = put_string(m, &c->br[c->brs], L4_NUM_BRS - c->brs, i > 1);
		if (n == 0)
			return;
		c->brs += n;
	}
}

static void put_registers(struct maker *m)
{
	struct fuzz_call *c = m->c;

	c->set = pick(m, 0x20) & pick(m, 0x20);
	/* A thread without pager stops at its next fault. */
	if (pick(m, 16) != 0)
		c->set &= ~(unsigned int)(FUZZ_SET_PAGER | FUZZ_SET_HANDLER);
	c->xfer_timeouts = c->set & FUZZ_SET_XFER_TIMEOUTS ? some_timeouts(m) : 0;
	c->virtual_sender = c->set & FUZZ_SET_VIRTUAL_SENDER ? any_id(m) : 0;
	c->pager = c->set & FUZZ_SET_PAGER ? any_id(m) : 0;
	c->handler = c->set & FUZZ_SET_HANDLER ? any_id(m) : 0;
	c->flags = c->set & FUZZ_SET_FLAGS ? pick(m, 0x100) : 0;
}

static void make_ipc(struct maker *m)
{
	struct fuzz_call *c = m->c;

	put_message(m);
	if (!m->w->is_keeper) {
		put_buffers(m);
		put_registers(m);
	}
	c->arg[0] = receiver(m);
	c->arg[1] = one_in(m, 3) ? L4_TID_ANY : one_in(m, 2) ? c->arg[0] : any_id(m);
	c->arg[2] = some_timeouts(m);
}

/* A pager's first message to a thread that was activated. */
static void make_start(struct maker *m)
{
	struct fuzz_call *c = m->c;
	unsigned int slot = pick(m, m->w->threads);

	c->kind = FUZZ_IPC;
	m->w->registers(slot, &c->mr[1], &c->mr[2]);
	c->mr[0] = 2;
	c->mrs = 3;
	c->arg[0] = m->w->thread(slot);
	c->arg[1] = L4_TID_NIL;
	c->arg[2] = TIMEOUTS(L4_TIME_ZERO, L4_TIME_ZERO);
}

/* --- the other calls --- */

static void make_exchange_registers(struct maker *m)
{
	struct fuzz_call *c = m->c;
	unsigned int slot = pick(m, m->w->threads);

	c->arg[0] = one_in(m, 3) ? any_id(m) : m->w->thread(slot);
	c->arg[1] = pick(m, 0x400);
	m->w->registers(slot, &c->arg[3], &c->arg[2]);
	if (one_in(m, 8))
		c->arg[2] = fuzz_random_word(m->s);
	if (one_in(m, 8))
		c->arg[3] = fuzz_random_word(m->s);
	c->arg[4] = fuzz_random_word(m->s);
	c->arg[5] = fuzz_random_word(m->s);
	c->arg[6] = any_id(m);
	/* Most threads should have a pager that serves them. */
	if (pick(m, 4) != 0)
		c->arg[1] &= ~(fuzz_word)L4_EXREGS_SET_PAGER;
	/* A halted thread makes no calls. */
	if (pick(m, 3) != 0)
		c->arg[1] &= ~(fuzz_word)L4_EXREGS_HALT;
	if (one_in(m, 16))
		c->arg[1] = fuzz_random_word(m->s);
}

static void make_schedule(struct maker *m)
{
	struct fuzz_call *c = m->c;

	c->arg[0] = any_id(m);
	c->arg[1] = one_in(m, 2) ? ANYTHING : some_timeouts(m);
	c->arg[2] = one_in(m, 8) ? pick(m, 3) : ANYTHING;
	c->arg[3] = one_in(m, 2) ? ANYTHING : pick(m, 128);
	c->arg[4] = one_in(m, 2) ? ANYTHING :
		    (fuzz_word)pick(m, 128) << 16 | pick(m, 2000);
	/* A keeper must stay more urgent than all that it schedules. */
	if (!m->w->is_keeper && one_in(m, 8))
		c->arg[1 + pick(m, 4)] = fuzz_random_word(m->s);
}

static void make_thread_control(struct maker *m)
{
	struct fuzz_call *c = m->c;
	unsigned int slot = pick(m, m->w->threads);

	c->arg[0] = m->w->thread(slot);
	c->arg[1] = some_thread(m);
	c->arg[2] = one_in(m, 3) ? some_thread(m) : m->self;
	c->arg[3] = one_in(m, 3) ? some_thread(m) : m->self;
	c->arg[4] = one_in(m, 6) ? ANYTHING : utcb_of(m, slot);
	switch (pick(m, 12)) {
	case 0: case 1:
		c->arg[1] = L4_TID_NIL;
		break;
	case 2: case 3:
		c->arg[1] = c->arg[0];
		c->arg[3] = L4_TID_NIL;
		break;
	case 4:
		c->arg[0] += 1 + pick(m, 3);
		break;
	case 5:
		c->arg[0] = any_irq(m);
		c->arg[3] = one_in(m, 3) ? c->arg[0] : some_thread(m);
		break;
	case 6:
		c->arg[pick(m, 4)] = any_id(m);
		break;
	case 7:
		c->arg[4] = landmark(m) & ~0x3fful;
		break;
	case 8:
		c->arg[0] ^= 1ul << pick(m, sizeof(fuzz_word) * 8);
		break;
	default:
		break;
	}
}

static void make_space_control(struct maker *m)
{
	struct fuzz_call *c = m->c;

	c->arg[0] = some_thread(m);
	c->arg[1] = one_in(m, 4) ? fuzz_random_word(m->s) : 0;
	c->arg[2] = fpage_of(m->w->kip_area, m->w->page_log2, 0);
	c->arg[3] = fpage_of(m->w->utcb_area, m->w->utcb_area_log2, 0);
	c->arg[4] = one_in(m, 12) ? any_id(m) : one_in(m, 2) ? L4_TID_ANY : L4_TID_NIL;
	switch (pick(m, 6)) {
	case 0:
		c->arg[2] = some_fpage(m);
		break;
	case 1:
		c->arg[3] = some_fpage(m);
		break;
	case 2:
		c->arg[0] = any_id(m);
		break;
	default:
		break;
	}
}

static void put_fpages(struct maker *m, bool inside)
{
	struct fuzz_call *c = m->c;

	c->mrs = 1 + pick(m, one_in(m, 32) ? L4_NUM_MRS : 3);
	for (unsigned int i = 0; i < c->mrs; i++)
		c->mr[i] = inside ? memory_fpage(m) : some_fpage(m);
}

static void make_unmap(struct maker *m)
{
	struct fuzz_call *c = m->c;

	put_fpages(m, m->w->is_keeper);
	c->arg[0] = (c->mrs - 1) | (one_in(m, 3) ? L4_UNMAP_FLUSH : 0);
	if (!m->w->is_keeper && one_in(m, 24))
		c->arg[0] = fuzz_random_word(m->s);
}

static void make_memory_control(struct maker *m)
{
	static const unsigned char known[] = { 0, 1, 2, 4, 5, 8 };
	struct fuzz_call *c = m->c;

	put_fpages(m, false);
	c->arg[0] = c->mrs - 1;
	for (unsigned int i = 1; i <= 4; i++)
		c->arg[i] = one_in(m, 16) ? fuzz_random_word(m->s) :
					    known[pick(m, sizeof(known))];
}

static void put_arguments(struct maker *m, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		m->c->arg[i] = fuzz_random_word(m->s);
}

static void make_arguments(struct maker *m)
{
	struct fuzz_call *c = m->c;

	switch (c->kind) {
	case FUZZ_EXCHANGE_REGISTERS:
		make_exchange_registers(m);
		break;
	case FUZZ_THREAD_CONTROL:
		make_thread_control(m);
		break;
	case FUZZ_SPACE_CONTROL:
		make_space_control(m);
		break;
	case FUZZ_SCHEDULE:
		make_schedule(m);
		break;
	case FUZZ_THREAD_SWITCH:
		c->arg[0] = any_id(m);
		break;
	case FUZZ_UNMAP:
		make_unmap(m);
		break;
	case FUZZ_MEMORY_CONTROL:
		make_memory_control(m);
		break;
	case FUZZ_ACCESS:
		c->arg[0] = some_address(m);
		c->arg[1] = 1ul << pick(m, 3);
		break;
	case FUZZ_PORT:
		c->arg[0] = one_in(m, 8) ? 0xffff : pick(m, 0x800);
		c->arg[1] = 1ul << pick(m, 3);
		break;
	case FUZZ_PROCESSOR_CONTROL:
	case FUZZ_EXCEPTION:
		put_arguments(m, 4);
		break;
	case FUZZ_IPC:
	case FUZZ_LIPC:
		make_ipc(m);
		break;
	case FUZZ_SYSTEM_CLOCK:
	case FUZZ_KINDS:
		break;
	}
}

/* One parameter is anything, where a keeper can afford it. */
static void spoil_argument(struct maker *m)
{
	struct fuzz_call *c = m->c;

	if (m->w->is_keeper && (c->kind == FUZZ_IPC || c->kind == FUZZ_SCHEDULE ||
				c->kind == FUZZ_UNMAP))
		return;
	c->arg[pick(m, FUZZ_ARGS)] = fuzz_random_word(m->s) >> pick(m, 33);
}

/* How often each kind is chosen, in sixty-fourths. */
struct share {
	unsigned char kind, count;
};

static const struct share for_all[] = {
	{ FUZZ_IPC, 28 }, { FUZZ_LIPC, 2 }, { FUZZ_EXCHANGE_REGISTERS, 5 },
	{ FUZZ_THREAD_CONTROL, 1 }, { FUZZ_SPACE_CONTROL, 1 }, { FUZZ_SCHEDULE, 3 },
	{ FUZZ_THREAD_SWITCH, 4 }, { FUZZ_UNMAP, 6 }, { FUZZ_MEMORY_CONTROL, 1 },
	{ FUZZ_PROCESSOR_CONTROL, 1 }, { FUZZ_SYSTEM_CLOCK, 1 }, { FUZZ_ACCESS, 7 },
	{ FUZZ_PORT, 2 }, { FUZZ_EXCEPTION, 2 },
};

static const struct share for_keepers[] = {
	{ FUZZ_THREAD_CONTROL, 20 }, { FUZZ_IPC, 16 }, { FUZZ_SPACE_CONTROL, 6 },
	{ FUZZ_SCHEDULE, 6 }, { FUZZ_EXCHANGE_REGISTERS, 6 }, { FUZZ_MEMORY_CONTROL, 3 },
	{ FUZZ_UNMAP, 2 }, { FUZZ_THREAD_SWITCH, 3 }, { FUZZ_PROCESSOR_CONTROL, 1 },
	{ FUZZ_SYSTEM_CLOCK, 1 },
};

static enum fuzz_kind some_kind(struct maker *m)
{
	const struct share *share = m->w->is_keeper ? for_keepers : for_all;
	unsigned int i = pick(m, 64);

	while (i >= share->count)
		i -= (share++)->count;
	return (enum fuzz_kind)share->kind;
}

/* Takes out of a keeper's call what it may do to others than the sandbox. */
static void keep_off(struct maker *m)
{
	struct fuzz_call *c = m->c;
	unsigned int ids = c->kind == FUZZ_THREAD_CONTROL ? 2 :
			   c->kind == FUZZ_SPACE_CONTROL || c->kind == FUZZ_SCHEDULE ||
			   c->kind == FUZZ_EXCHANGE_REGISTERS;

	for (unsigned int i = 0; i < ids; i++)
		if (c->arg[i] == m->self || m->w->is_off_limits(c->arg[i]))
			c->arg[i] = m->w->thread(0);
}

void fuzz_make_call(struct fuzz_source *s, const struct fuzz_world *w, fuzz_word self,
		    struct fuzz_call *c)
{
	struct maker m = { .s = s, .w = w, .self = self, .c = c };

	c->kind = some_kind(&m);
	c->mrs = c->brs = c->set = 0;
	if (w->is_keeper && c->kind == FUZZ_IPC && pick(&m, 4) != 0)
		make_start(&m);
	else
		make_arguments(&m);
	if (one_in(&m, 16))
		spoil_argument(&m);
	if (w->is_keeper)
		keep_off(&m);
}
