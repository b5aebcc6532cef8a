/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sigma0 protocol as clients see it: memory requests, malformed requests, faults.
 */
#include <l4/abi/kip.h>
#include <l4/misc.h>

#include "gets.h"

#define LABEL_SIGMA0	((L4_Word_t)L4_PROTO_SIGMA0 << (L4_PROTO_SHIFT - L4_TAG_LABEL_SHIFT))
#define ANYWHERE	(~(L4_Word_t)0x3f7)
#define ANY_PAGE	(ANYWHERE | (L4_Word_t)PAGE_LOG2 << L4_FPAGE_SIZE_SHIFT)

/* A request put together by hand, sent by the main thread or by a helper. */
struct request {
	L4_Word_t tag, mr[4], acceptor;
	L4_Word_t answer_tag, item[2], error;
	L4_Word_t flags;	/* that the answer has in its tag */
};

static L4_ThreadId_t sigma0(void)
{
	return L4_GlobalId(L4_ThreadIdUserBase(L4_GetKernelInterface()), 1);
}

static L4_Word_t work_request(L4_Word_t request, L4_Word_t b, L4_Word_t c)
{
	struct request *r = (struct request *)request;
	L4_Acceptor_t acceptor = { .raw = r->acceptor };
	L4_MsgTag_t tag = { .raw = r->tag };

	(void)b;
	(void)c;
	L4_Accept(acceptor);
	L4_LoadMRs(1, 4, r->mr);
	L4_Set_MsgTag(tag);
	tag = L4_Call_Timeouts(sigma0(), PATIENCE, L4_TimePeriod(100000));
	r->error = L4_ErrorCode();
	r->answer_tag = tag.raw;
	L4_StoreMRs(1, 2, r->item);
	L4_Accept(L4_UntypedWordsAcceptor);
	return 0;
}

static struct request memory_request(L4_Word_t fpage, unsigned int u)
{
	return (struct request){
		.tag = LABEL_SIGMA0 << L4_TAG_LABEL_SHIFT | u, .mr = { fpage },
		.acceptor = L4_CompleteAddressSpace.raw,
	};
}

static bool is_answer(const struct request *r)
{
	return r->answer_tag == (2 << L4_TAG_TYPED_SHIFT | r->flags) &&
	       (r->item[0] & L4_ITEM_KIND_MASK) == L4_ITEM_MAP;
}

/* Sigma0 is beside the main thread. */
static void request_by(struct helper *h, struct request *r)
{
	r->flags = x_bit(NULL, h);
	(void)helper_call(h, work_request, (L4_Word_t)r, 0, 0);
}

static bool is_granted(const struct request *r, L4_Word_t address)
{
	L4_Fpage_t f = { .raw = r->item[1] };

	return is_answer(r) && L4_Address(f) == address && L4_Rights(f) == L4_FullyAccessible;
}

static bool is_refused(const struct request *r)
{
	return is_answer(r) && r->item[1] == 0;
}

/* A page that sigma0 has just given to the main thread. */
static L4_Word_t own_page(void)
{
	return L4_Address(L4_Sigma0_GetAny(L4_nilthread, (L4_Word_t)PAGE_LOG2,
					   L4_CompleteAddressSpace));
}

/* A conventional page that nobody has: above what the tests have asked for. */
static L4_Word_t free_page(void)
{
	static L4_Word_t used;
	void *kip = L4_GetKernelInterface();
	L4_Word_t i, low = 0;

	for (i = 0; i < L4_NumMemoryDescriptors(kip); i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(d) &&
		    L4_MemoryDescType(d) == L4_MEMORY_CONVENTIONAL &&
		    L4_MemoryDescHigh(d) - L4_MemoryDescLow(d) >= 0x4000000)
			low = L4_MemoryDescLow(d);
	}
	used += page_size;
	return ((low + 0x3000000) & ~(page_size - 1)) + used;
}

TAP_TEST(sigma0, page, "S0-01 a free page is granted with all rights")
{
	L4_Word_t address = free_page();
	struct request r = memory_request(L4_FpageLog2(address, PAGE_LOG2).raw, 2);

	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_granted(&r, address));
	*(volatile L4_Word_t *)address = 0x1234;
	tap_check_eq(*(volatile L4_Word_t *)address, 0x1234);
}

TAP_TEST(sigma0, page_again, "S0-02 its owner gets it again")
{
	L4_Word_t address = free_page();
	struct request r = memory_request(L4_FpageLog2(address, PAGE_LOG2).raw, 2);

	(void)work_request((L4_Word_t)&r, 0, 0);
	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_granted(&r, address));
}

TAP_TEST(sigma0, other_client, "S0-03 another client does not get it")
{
	struct helper *h = helper_there();
	struct request r = memory_request(L4_FpageLog2(own_page(), PAGE_LOG2).raw, 2);

	request_by(h, &r);
	tap_check(is_refused(&r));
	tap_check(!can_read(h, r.mr[0] & ~(page_size - 1)));
}

TAP_TEST(sigma0, device, "S0-04 device memory is given")
{
	struct request r = memory_request(L4_FpageLog2(DEVICE_MEMORY, PAGE_LOG2).raw, 2);

	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_granted(&r, DEVICE_MEMORY));
}

/* Later descriptors override earlier ones: one behind descriptor i says something else. */
static bool is_overridden(void *kip, L4_Word_t i, L4_Word_t address)
{
	while (++i < L4_NumMemoryDescriptors(kip)) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (!L4_IsMemoryDescVirtual(d) && L4_MemoryDescLow(d) <= address &&
		    L4_MemoryDescHigh(d) >= address)
			return true;
	}
	return false;
}

TAP_TEST(sigma0, shared, "S0-04 shared memory is given to two clients")
{
	struct helper *h = helper_there();
	void *kip = L4_GetKernelInterface();
	struct request r;
	L4_Word_t i;

	for (i = L4_NumMemoryDescriptors(kip); i-- > 0;) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (L4_IsMemoryDescVirtual(d) || L4_MemoryDescType(d) != L4_MEMORY_SHARED ||
		    is_overridden(kip, i, L4_MemoryDescLow(d)))
			continue;
		r = memory_request(L4_FpageLog2(L4_MemoryDescLow(d), PAGE_LOG2).raw, 2);
		(void)work_request((L4_Word_t)&r, 0, 0);
		tap_check(is_granted(&r, L4_MemoryDescLow(d)));
		request_by(h, &r);
		tap_check(is_granted(&r, L4_MemoryDescLow(d)));
		return;
	}
	tap_skip_test("this machine has no shared memory");
}

TAP_TEST(sigma0, reserved, "S0-05 the kernel's memory is refused")
{
	void *kip = L4_GetKernelInterface();
	struct request r;
	L4_Word_t i;

	for (i = 0; i < L4_NumMemoryDescriptors(kip); i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		if (L4_IsMemoryDescVirtual(d) || L4_MemoryDescType(d) != L4_MEMORY_RESERVED)
			continue;
		tap_context("descriptor %lu", i);
		r = memory_request(L4_FpageLog2(L4_MemoryDescLow(d), PAGE_LOG2).raw, 2);
		(void)work_request((L4_Word_t)&r, 0, 0);
		tap_check(is_refused(&r));
		r = memory_request(L4_FpageLog2(L4_MemoryDescHigh(d), PAGE_LOG2).raw, 2);
		(void)work_request((L4_Word_t)&r, 0, 0);
		tap_check(is_refused(&r));
	}
}

TAP_TEST(sigma0, any, "S0-06 requests for any page give distinct pages")
{
	L4_Word_t pages[16];
	unsigned int i, j;

	for (i = 0; i < 16; i++) {
		pages[i] = own_page();
		tap_check(pages[i] != 0);
		for (j = 0; j < i; j++)
			tap_check(pages[i] != pages[j]);
	}
}

TAP_TEST(sigma0, any_too_large, "S0-06 more than there is: nil")
{
	struct request r = memory_request(ANYWHERE | 60 << L4_FPAGE_SIZE_SHIFT, 2);

	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_refused(&r));
}

TAP_TEST(sigma0, any_aligned, "S0-06 a large block is aligned to its size")
{
	L4_Fpage_t f = L4_Sigma0_GetAny(L4_nilthread, 18, L4_CompleteAddressSpace);

	tap_check_eq(L4_SizeLog2(f), 18);
	tap_check_eq(f.raw & 0x3fc00, 0);
}

TAP_TEST(sigma0, any_extended, "S0-07 a request for any page with bit 3 and three words is granted")
{
	struct request r = memory_request(ANYWHERE | 0x8 | (L4_Word_t)PAGE_LOG2 <<
					  L4_FPAGE_SIZE_SHIFT, 3);

	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_answer(&r) && r.item[1] != 0);
}

TAP_TEST(sigma0, above, "S0-07 bit 3 and an upper half: nobody gets what lies at the lower half")
{
	struct helper *h = helper_there();
	L4_Word_t address = own_page();
	struct request r = memory_request(L4_FpageLog2(address, PAGE_LOG2).raw | 0x8, 3);

	*(volatile L4_Word_t *)address = 0x4711;
	r.mr[2] = 1;
	request_by(h, &r);
	tap_check(is_answer(&r));
	tap_check(!can_read(h, address));
	/* As much as all that has an address of 32 bits. */
	r = memory_request(0x8 | 32 << L4_FPAGE_SIZE_SHIFT, 3);
	r.mr[2] = 1;
	request_by(h, &r);
	tap_check(is_answer(&r));
	tap_check(!can_read(h, address));
}

TAP_TEST(sigma0, too_small, "S0-08 less than a page: nil")
{
	struct request r = memory_request(ANYWHERE | 11 << L4_FPAGE_SIZE_SHIFT, 2);

	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_refused(&r));
}

static void check_no_answer(struct request r)
{
	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check_eq(r.answer_tag, L4_TAG_ERROR);
	tap_check_eq(r.error, RECEIVE_TIMEOUT);
	/* The server goes on. */
	tap_check(own_page() != 0);
}

TAP_TEST(sigma0, label_zero, "S0-09 a message of label 0 gets no answer")
{
	struct request r = memory_request(ANY_PAGE, 2);

	r.tag = 2;
	check_no_answer(r);
}

TAP_TEST(sigma0, one_word, "S0-09 a request of one word gets no answer")
{
	check_no_answer(memory_request(ANY_PAGE, 1));
}

TAP_TEST(sigma0, four_words, "S0-09 a request of four words gets no answer")
{
	check_no_answer(memory_request(ANY_PAGE, 4));
}

TAP_TEST(sigma0, typed, "S0-10 a request with a map item gets no answer")
{
	struct request r = memory_request(ANY_PAGE, 2);

	r.tag |= 2 << L4_TAG_TYPED_SHIFT;
	r.mr[2] = L4_ITEM_MAP;
	(void)work_request((L4_Word_t)&r, 0, 0);
	/* Sigma0 accepts untyped words only: the send itself fails, or nothing comes back. */
	tap_check(r.answer_tag & L4_TAG_ERROR);
	tap_check(r.error == SEND_OVERFLOW || r.error == RECEIVE_TIMEOUT);
	tap_check(own_page() != 0);
}

TAP_TEST(sigma0, no_window, "S0-11 a client without a window gets message overflow")
{
	struct request r = memory_request(ANY_PAGE, 2);

	r.acceptor = 0;
	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(r.answer_tag & L4_TAG_ERROR);
	tap_check_eq(r.error, RECEIVE_OVERFLOW);
	tap_check(own_page() != 0);
}

TAP_TEST(sigma0, attribute, "S0-12 a request for uncacheable memory is granted or refused")
{
	struct request r = memory_request(L4_FpageLog2(free_page(), PAGE_LOG2).raw, 2);

	r.mr[1] = 4;
	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_answer(&r));
}

TAP_TEST(sigma0, bad_attribute, "S0-12 a request with an unknown attribute is refused")
{
	struct request r = memory_request(L4_FpageLog2(free_page(), PAGE_LOG2).raw, 2);

	r.mr[1] = 3;
	(void)work_request((L4_Word_t)&r, 0, 0);
	tap_check(is_refused(&r));
}

TAP_TEST(sigma0, fault, "S0-14 a fault of the root task is answered one to one")
{
	L4_Word_t address = free_page();

	*(volatile L4_Word_t *)address = 0x4711;
	tap_check_eq(*(volatile L4_Word_t *)address, 0x4711);
	/* The same page for somebody who asks for it under its physical address. */
	tap_check_eq(L4_Sigma0_GetPage_RcvWindow(L4_nilthread, L4_FpageLog2(address, PAGE_LOG2),
						 fpage_at(PLACE, 0)).raw,
		     L4_FpageLog2(address, PAGE_LOG2).raw | L4_FullyAccessible);
	tap_check_eq(*(volatile L4_Word_t *)PLACE, 0x4711);
}

TAP_TEST(sigma0, one_to_one, "MAP-28 what sigma0 maps is the physical page of that number")
{
	L4_Word_t address = own_page();

	*(volatile L4_Word_t *)address = 0xfeed;
	(void)L4_Sigma0_GetPage_RcvWindow(L4_nilthread, L4_FpageLog2(address, PAGE_LOG2),
					  fpage_at(PLACE, 0));
	tap_check_eq(*(volatile L4_Word_t *)PLACE, 0xfeed);
	*(volatile L4_Word_t *)PLACE = 0xbeef;
	tap_check_eq(*(volatile L4_Word_t *)address, 0xbeef);
}

TAP_TEST(sigma0, unprivileged_client, "S0-06 a thread of any space gets memory")
{
	struct helper *h = helper_there();
	struct request r = memory_request(ANY_PAGE, 2);

	request_by(h, &r);
	tap_check(is_answer(&r) && r.item[1] != 0);
	tap_check(can_write(h, r.item[1] & ~(page_size - 1), 1));
}
