/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one thread leaves behind is seen by no other, bit by bit: general registers, x87, SSE and
 * AVX state, memory that the kernel gives again, pages that the kernel shows to everybody.
 */
#include <l4/abi/kip.h>

#include "exc_code.h"
#include "window.h"

#define STATE_BYTES	512
#define STATE_RESERVED	416	/* for software, from here on: not written */
#define FCW		0
#define MXCSR		24
#define MXCSR_MASK	28
#define TURNS		10
#define FILLER		0xccccccccccccccccul	/* INT3 */

helper_fn fill_unit, fill_avx, save_unit, avx_used, hold_registers;

static bool has_avx(void)
{
	L4_Word32_t eax = 1, ebx, ecx, edx;

	__asm__ volatile ("cpuid" : "+a" (eax), "=b" (ebx), "=c" (ecx), "=d" (edx));
	if ((ecx >> 27 & 3) != 3)
		return false;
	__asm__ volatile ("xgetbv" : "=a" (eax), "=d" (edx) : "c" (0));
	return (eax & 4) != 0;
}

/* Byte i of the state that a thread begins with. */
static unsigned char initial(unsigned int i)
{
	switch (i) {
	case FCW:
		return 0x7f;
	case FCW + 1:
		return 0x03;
	case MXCSR:
		return 0x80;
	case MXCSR + 1:
		return 0x1f;
	default:
		return 0;
	}
}

static void check_initial(struct helper *fresh)
{
	static unsigned char state[STATE_BYTES] __attribute__((aligned(64)));
	unsigned int i, wrong = 0;

	for (i = 0; i < STATE_BYTES; i++)
		state[i] = 0;
	(void)helper_call(fresh, save_unit, (L4_Word_t)state, 0, 0);
	for (i = 0; i < STATE_RESERVED; i++)
		if ((i < MXCSR_MASK || i >= MXCSR_MASK + 4) && state[i] != initial(i))
			wrong++;
	tap_check_eq(wrong, 0);
	if (has_avx())
		tap_check_eq(helper_call(fresh, avx_used, 0, 0, 0), 0);
}

static void fill(struct helper *h)
{
	if (has_avx())
		(void)helper_call(h, fill_avx, 0, 0, 0);
	(void)helper_call(h, fill_unit, 0, 0, 0);
}

TAP_TEST(hostile, unit_fresh,
	 "ISO-04 a new thread finds no bit of another's x87, SSE and AVX state")
{
	struct helper *h = helper_there();

	fill(h);
	tap_context("other space");
	check_initial(helper_there());
	tap_context("same space");
	check_initial(helper_beside(h));
	tap_context("first user deleted");
	fill(h);
	helper_forget(h);
	check_initial(helper_there());
}

TAP_TEST(hostile, unit_kept, "ISO-04 nor does one that has used the unit itself")
{
	struct helper *h = helper_there(), *other = helper_there();
	unsigned int i;

	for (i = 0; i < 3; i++) {
		check_initial(other);
		fill(h);
	}
}

TAP_TEST(hostile, registers_preempted, "ISO-05 all general registers survive preemptions by others")
{
	static volatile L4_Word_t stop;
	struct helper *h[4];
	unsigned int i;

	stop = 0;
	for (i = 0; i < 4; i++) {
		h[i] = i & 1 ? helper_here() : helper_there();
		check_granted(L4_Set_Timeslice(h[i]->id, L4_TimePeriod(100), L4_Never));
	}
	for (i = 0; i < 4; i++)
		helper_start(h[i], hold_registers, pattern(i), (L4_Word_t)&stop, 0);
	turns_pass(TURNS);
	for (i = 0; i < 4; i++)
		tap_check_eq(thread_state(h[i]->id), L4_SCHED_RUNNING);
	stop = 1;
	for (i = 0; i < 4; i++) {
		tap_check_eq(helper_finish(h[i]), DONE);
		tap_check_eq(h[i]->value, 0);
	}
}

/* Is this one of the values that the caller may see: its own ones? */
static bool is_own(const struct raw *before, L4_Word_t value, L4_Word_t partner)
{
	const L4_Word_t *words = (const L4_Word_t *)before;
	unsigned int i;

	for (i = 0; i < RAW_SIZE / 8; i++)
		if (value == words[i])
			return true;
	/* The way back into the stub, and the flags. */
	return value == partner || (value & ~0xffful) == WINDOW + 0x1000 ||
	       (value & ~(L4_Word_t)ARITHMETIC) == FIXED_FLAGS;
}

TAP_TEST(hostile, registers_ipc,
	 "ISO-05 an empty message brings nothing but its tag and its sender")
{
	struct helper *h = helper_there();
	struct raw before, after;
	unsigned int i;

	for (i = 0; i < RAW_SIZE / 8; i++)
		((L4_Word_t *)&before)[i] = pattern(100 + i);
	/* Words that the registers could hold afterwards are the receiver's own. */
	for (i = 0; i < __L4_NUM_MRS; i++)
		raw_utcb()[i] = before.rbx;
	before.rsi = 0;
	before.rdx = h->id.raw;
	before.r8 = NEVER;
	before.r9 = 0;
	before.rdi = (L4_Word_t)raw_utcb();
	before.flags = FIXED_FLAGS;
	helper_send(h, main_thread, 0, 0);
	after = before;
	raw_call(&after, raw_kip_word(L4_KIP_WORD_IPC));
	tap_check_eq(after.r9, x_bit(h, NULL));
	after.r9 = 0;
	tap_check_eq(after.rsi, h->id.raw);
	after.rsp = before.rsp;
	for (i = 0; i < RAW_SIZE / 8; i++) {
		tap_context("register at %u", i * 8);
		tap_check_msg(is_own(&before, ((L4_Word_t *)&after)[i], h->id.raw), "%#lx",
			      ((L4_Word_t *)&after)[i]);
	}
	check_helper_ok(h);
}

/* It cannot be an address of the kernel: those end where all addresses end. */
static bool is_of_kernel(L4_Word_t value)
{
	return value >> 47 == 0x1ffff;
}

/* Switches to and fro with marked registers: how many are the partner's or the kernel's then. */
static L4_Word_t work_switch(L4_Word_t partner, L4_Word_t rounds, L4_Word_t which)
{
	L4_Word_t mine = L4_MyLocalId().raw, wrong = 0;
	struct raw r;
	unsigned int i, k;

	for (; rounds > 0; rounds--) {
		for (i = 0; i < RAW_SIZE / 8; i++)
			((L4_Word_t *)&r)[i] = pattern(200 + 100 * (unsigned int)which + i);
		r.rdi = partner;
		r.flags = FIXED_FLAGS;
		raw_call(&r, raw_kip_word(L4_KIP_WORD_THREAD_SWITCH));
		wrong += L4_MyLocalId().raw != mine;
		for (i = 0; i < RAW_SIZE / 8; i++) {
			L4_Word_t value = ((L4_Word_t *)&r)[i];

			for (k = 0; k < RAW_SIZE / 8; k++)
				wrong += value == pattern(300 - 100 * (unsigned int)which + k);
			wrong += is_of_kernel(value) &&
				 value != pattern(200 + 100 * (unsigned int)which + i);
		}
	}
	return wrong;
}

TAP_TEST(hostile, registers_switch,
	 "ISO-05 two threads that switch to each other see no register of each other or the kernel")
{
	struct helper *a = helper_there(), *b = helper_there();

	helper_start(a, work_switch, b->id.raw, 50, 0);
	helper_start(b, work_switch, a->id.raw, 50, 1);
	tap_check_eq(helper_finish(a), DONE);
	tap_check_eq(a->value, 0);
	tap_check_eq(helper_finish(b), DONE);
	tap_check_eq(b->value, 0);
}

/* Flags that a program may set and that change nothing here: DF, NT, AC, ID. */
static const L4_Word_t own_flags[] = { 0x400, 0x4000, 0x40000, 0x200000 };
#define OWN_FLAGS	(0x400 | 0x4000 | 0x40000 | 0x200000)

static L4_Word_t flags_of(unsigned int bits)
{
	L4_Word_t flags = 0;
	unsigned int i;

	for (i = 0; i < 4; i++)
		flags |= bits >> i & 1 ? own_flags[i] : 0;
	return flags;
}

static struct raw call_with_flags(L4_Word_t partner, L4_Word_t flags, L4_Word_t words)
{
	struct raw r = {
		.rsi = partner, .rdx = partner, .r8 = NEVER, .r9 = words,
		.rdi = (L4_Word_t)raw_utcb(), .flags = FIXED_FLAGS | flags,
	};

	raw_call(&r, raw_kip_word(L4_KIP_WORD_IPC));
	return r;
}

static L4_Word_t work_call_with_flags(L4_Word_t partner, L4_Word_t flags, L4_Word_t words)
{
	return call_with_flags(partner, flags, words).flags & OWN_FLAGS;
}

TAP_TEST(hostile, flags_kept, "ISO-05 the flags of two partners do not mix, whatever they are")
{
	struct helper *h[] = { helper_here(), helper_there() };
	unsigned int i, k;
	struct raw r;

	for (i = 0; i < 16; i++) {
		for (k = 0; k < 2; k++) {
			tap_context("flags %u, %s", i, k ? "other space" : "same space");
			helper_start(h[k], work_call_with_flags, main_thread.raw, flags_of(i), k);
			check_ok(L4_Receive_Timeout(h[k]->id, PATIENCE));
			r = call_with_flags(h[k]->id.raw, flags_of(~i), 0);
			tap_check_eq(r.flags & OWN_FLAGS, flags_of(~i));
			/* The answer that it brings is the helper's result. */
			tap_check_eq(r.rax, flags_of(i));
		}
	}
}

/* The last address of a memory descriptor, which may be that of all there can be. */
static bool ends_memory(const L4_Word_t *kip, unsigned int i)
{
	L4_Word_t info = kip[L4_KIP_WORD_MEMORY_INFO];
	L4_Word_t first = (info >> 32) / sizeof(L4_Word_t), words = 2 * (info & 0xffffffff);

	return i >= first && i < first + words && (i - first) % 2 == 1;
}

TAP_TEST(hostile, kip_clean, "ISO-06 the kernel interface page holds no address of the kernel")
{
	const L4_Word_t *word = L4_GetKernelInterface();
	unsigned int i, found = 0;

	for (i = 0; i < page_size / sizeof(L4_Word_t); i++)
		found += IS_KERNEL_ADDRESS(word[i]) && !ends_memory(word, i);
	tap_check_eq(found, 0);
}

#define GATES	10	/* of 32-bit programs */

/* What the first words behind the stubs are for: the counter at time 0, and microseconds each. */
static L4_Word_t clock_by(const volatile L4_Word_t *numbers)
{
	__extension__ unsigned __int128 product = __L4_Rdtsc() - numbers[0];

	return (L4_Word_t)(product * numbers[1] >> 64);
}

TAP_TEST(hostile, window_clean,
	 "ISO-06 the kernel's pages in user space show nothing but gs:0, the clock, gates and code")
{
	const volatile L4_Word_t *gs = (const volatile L4_Word_t *)window_gs();
	const volatile L4_Word_t *stubs = (const volatile L4_Word_t *)(WINDOW + page_size);
	const volatile L4_Word_t *numbers = (const volatile L4_Word_t *)(WINDOW + 2 * page_size);
	const volatile unsigned int *gates = (const volatile unsigned int *)(numbers + 2);
	struct helper *h = helper_here();
	unsigned int i, found = 0;
	L4_Word_t before, clock;

	tap_check_eq(gs[0], (L4_Word_t)raw_utcb());
	before = L4_SystemClock().raw;
	clock = clock_by(numbers);
	tap_check(before <= clock && clock <= L4_SystemClock().raw);
	/* With Lipc in user mode there is one word more. */
	for (i = all_opt_in ? 2 : 1; i < page_size / sizeof(L4_Word_t); i++)
		found += gs[i] != 0;
	/* Where the gates of 32-bit programs go: to the page of the stubs. */
	for (i = 0; i < GATES; i++)
		found += gates[i] != 0 && gates[i] / page_size != WINDOW / page_size + 1;
	for (i = 2 + GATES / 2; i < page_size / sizeof(L4_Word_t); i++)
		found += numbers[i] != 0;
	/* Behind the stubs of programs of either word size, which end before this. */
	for (i = 0x200 / sizeof(L4_Word_t); i < 0x400 / sizeof(L4_Word_t); i++)
		found += stubs[i] != FILLER;
	for (i = 0xb00 / sizeof(L4_Word_t); i < page_size / sizeof(L4_Word_t); i++)
		found += stubs[i] != FILLER;
	tap_check_eq(found, 0);
	for (i = 0; i < WINDOW_PAGES; i++) {
		tap_context("page %u", i);
		tap_check(can_read(h, WINDOW + i * page_size) == window_is_readable(i));
	}
	tap_context("writes");
	tap_check(can_write(h, window_gs(), 0) == (bool)all_opt_in);
	tap_check(!can_write(h, WINDOW + page_size, 0));
	tap_check(!can_write(h, WINDOW + 2 * page_size, 0));
	tap_check(!can_execute(h, window_gs()));
	tap_check(!can_execute(h, WINDOW + 2 * page_size));
}
