/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Partners with floating-point state of their own: all of it survives calls, to the bit.
 */
#include "fpu.h"
#include "test.h"

#define ROUNDS		40
#define FXSAVE_BYTES	512
#define WORDS		(FXSAVE_BYTES / sizeof(L4_Word_t))
#define MXCSR		0x1f80
#define FCW		0x37f
#define CPUID_AVX	(1u << 28)
#define CPUID_OSXSAVE	(1u << 27)
#define END		0xff	/* label of the last call */
#define ROUNDING	3u	/* modes; in bits 13 of MXCSR and 10 of FCW */

static bool has_avx;

/* Everything that FXSAVE stores, and the upper half of a wide register. */
struct all {
	_Alignas(16) L4_Word_t fx[WORDS];
	L4_Word_t wide[2];
};

static void load_all(L4_Word_t seed)
{
	L4_Word32_t mxcsr = MXCSR | (L4_Word32_t)(seed & ROUNDING) << 13;
	L4_Word16_t fcw = (L4_Word16_t)(FCW | (seed & ROUNDING) << 10);

	(void)fpu_load(seed, 0, 0);
	__asm__ volatile("ldmxcsr %0\n\t"
			 "fldcw %1" : : "m"(mxcsr), "m"(fcw));
	if (has_avx)
		__asm__ volatile("vmovq %0, %%xmm9\n\t"
				 "vinsertf128 $1, %%xmm9, %%ymm8, %%ymm8" : : "r"(seed));
}

static void store_all(struct all *a)
{
	__asm__ volatile("fxsave64 %0" : "+m"(a->fx));
	if (has_avx)
		__asm__ volatile("vextractf128 $1, %%ymm8, %0" : "=m"(a->wide));
}

static unsigned int differ(const struct all *a, const struct all *b)
{
	unsigned int i, n = 0;

	for (i = 0; i < WORDS; i++)
		n += a->fx[i] != b->fx[i];
	return n + (a->wide[0] != b->wide[0]) + (a->wide[1] != b->wide[1]);
}

/* Calls with ever new values in the registers, which are there afterwards. */
static L4_Word_t work_call_with_all(L4_Word_t seed, L4_Word_t to, L4_Word_t other)
{
	static const struct all nothing;
	struct all before = nothing, after = nothing;
	L4_Word_t wrong = 0;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		load_all(seed + i);
		store_all(&before);
		message_load(i, i % 12);
		(void)L4_Call((L4_ThreadId_t){ .raw = other != 0 && i % 3 == 0 ? other : to });
		store_all(&after);
		wrong += differ(&before, &after);
	}
	return wrong;
}

/* The same in answers: the value is told to who calls with so many words. */
static L4_Word_t work_answer_with_all(L4_Word_t seed, L4_Word_t b, L4_Word_t c)
{
	static const struct all nothing;
	struct all before = nothing, after = nothing;
	L4_Word_t wrong = 0;
	L4_ThreadId_t from;
	L4_MsgTag_t tag;

	(void)b;
	(void)c;
	tag = L4_Wait(&from);
	while (L4_IpcSucceeded(tag) && L4_Label(tag) != END) {
		load_all(++seed);
		store_all(&before);
		message_load(1, seed % 12);
		tag = L4_ReplyWait(from, &from);
		store_all(&after);
		wrong += differ(&before, &after);
	}
	L4_Set_MsgTag(L4_Niltag);
	(void)L4_Reply(from);
	return wrong;
}

static L4_Word_t work_end(L4_Word_t to, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	L4_Set_MsgTag((L4_MsgTag_t){ .X.label = END });
	return L4_IpcFailed(L4_Call((L4_ThreadId_t){ .raw = to }));
}

static void check_avx(void)
{
	L4_Word32_t a = 1, b, c = 0, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	has_avx = (c & CPUID_AVX) && (c & CPUID_OSXSAVE);
}

/* It has found nothing wrong. */
static void check_server(struct helper *client, struct helper *server)
{
	tap_check_eq(helper_call(client, work_end, server->id.raw, 0, 0), 0);
	tap_check_eq(helper_finish(server), DONE);
	tap_check_eq(server->value, 0);
}

static void check_pair(struct helper *client, struct helper *server, struct helper *other)
{
	check_avx();
	helper_start(server, work_answer_with_all, 7000, 0, 0);
	if (other)
		helper_start(other, work_answer_with_all, 9000, 0, 0);
	settle();
	tap_check_eq(helper_call(client, work_call_with_all, 1000, server->id.raw,
				 other ? other->id.raw : 0), 0);
	check_server(client, server);
	if (other)
		check_server(client, other);
}

TAP_TEST(fastpath, fpu_pair, "EXC-15 all that FXSAVE stores survives calls between two spaces")
{
	check_pair(helper_there(), helper_there(), NULL);
}

TAP_TEST(fastpath, fpu_pair_here, "EXC-15 and inside one")
{
	check_pair(helper_here(), helper_here(), NULL);
}

TAP_TEST(fastpath, fpu_three, "EXC-15 and calls of two servers in turn")
{
	check_pair(helper_there(), helper_there(), helper_there());
}

/* Calls a thread again and again without a state of its own. */
static L4_Word_t work_call_without(L4_Word_t to, L4_Word_t calls, L4_Word_t c)
{
	(void)c;
	while (calls-- > 0) {
		L4_Set_MsgTag(L4_Niltag);
		if (L4_IpcFailed(L4_Call((L4_ThreadId_t){ .raw = to })))
			return L4_ErrorCode();
	}
	return 0;
}

TAP_TEST(fastpath, fpu_partner_gone,
	 "EXC-15 a server keeps its registers when a client that had some goes, one without calls")
{
	struct helper *client = helper_there(), *server = helper_there(), *plain = helper_there();

	check_avx();
	helper_start(server, work_answer_with_all, 7000, 0, 0);
	settle();
	(void)helper_call(client, work_call_with_all, 1000, server->id.raw, 0);
	check_granted(thread_delete(client->id));
	helper_forget(client);
	tap_check_eq(helper_call(plain, work_call_without, server->id.raw, ROUNDS, 0), 0);
	check_server(plain, server);
}
