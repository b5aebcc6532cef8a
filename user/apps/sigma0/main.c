/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sigma0's protocol: memory, IO-port and attribute requests, page and port faults of threads
 * whose pager it is, and the extended protocol of the root task. Other requests are
 * ignored, without a reply. (X.2, sigma0 protocol)
 */
#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/message.h>
#include <l4/misc.h>
#include <l4/thread.h>
#include <l4/arch.h>
#include <l4/abi/types.h>

#include <stdio.h>

#include "sigma0.h"

#define PROTO_EXTENDED		(-1001l)
#define EXTENDED_VERBOSITY	1
#define EXTENDED_PRINT		2

/* In the fpage word of a request: MR3 carries the upper half of the address. */
#define REQUEST_EXTENDED	0x8
#define FPAGE_BASE_SHIFT	10

static struct sigma0 sigma0;

/* A received message, copied before anything can touch the message registers. */
struct request {
	L4_ThreadId_t client;
	L4_MsgTag_t tag;
	L4_Word_t mr[4];
	L4_Word_t size_mask;	/* all ones of the client's word size */
};

static L4_Word_t word_of(const struct request *r, unsigned int i)
{
	return i <= L4_UntypedWords(r->tag) ? r->mr[i] : 0;
}

static void load_item(L4_Fpage_t fpage, L4_Word_t base)
{
	L4_MsgTag_t tag = { .raw = 2 << L4_TAG_TYPED_SHIFT };
	L4_MapItem_t item = L4_MapItem(fpage, base);

	L4_Set_MsgTag(tag);
	L4_LoadMR(1, item.raw[0]);
	L4_LoadMR(2, item.raw[1]);
}

/* Every answer to a request for something is a map item; a nil one says no. */
static bool refuse(const struct request *r)
{
	if (sigma0.verbosity > 0)
		printf("sigma0: refused to %#lx: tag %#lx, %#lx, %#lx\n", r->client.raw,
		       r->tag.raw, word_of(r, 1), word_of(r, 2));
	load_item(L4_Nilpage, 0);
	return true;
}

static bool grant_memory(const struct request *r, pool_addr_t start, unsigned int order,
			 L4_Word_t attribute, bool special_too)
{
	pool_addr_t last = start + ((pool_addr_t)1 << order) - 1;
	L4_Fpage_t fpage = L4_FpageLog2((L4_Word_t)start, (int)order);

	L4_Set_Rights(&fpage, L4_FullyAccessible);
	/* What 32-bit words of sigma0 cut off would be a page of somebody else. */
	if ((L4_Word_t)last != last)
		return refuse(r);
	if (!pool_may_claim(&sigma0.memory, start, last, r->client.raw, special_too) ||
	    !sigma0_may_open(&sigma0, r->client, start, last))
		return refuse(r);
	/* Noted first: a kernel that refuses the attribute in the end has made nodes meanwhile. */
	if (!sigma0_open(&sigma0, r->client, start, last))
		return refuse(r);
	if (attribute != L4_DefaultMemory && !L4_Set_PageAttribute(fpage, attribute))
		return refuse(r);
	pool_claim(&sigma0.memory, start, last, r->client.raw);
	load_item(fpage, (L4_Word_t)start);
	return true;
}

static bool serve_memory(const struct request *r)
{
	L4_Word_t word = word_of(r, 1), attribute = word_of(r, 2);
	unsigned int order = word >> L4_FPAGE_SIZE_SHIFT & L4_FPAGE_SIZE_MASK;
	pool_addr_t start = word >> FPAGE_BASE_SHIFT << FPAGE_BASE_SHIFT;

	if (order < sigma0.page_log2)
		return refuse(r);
	if (word >> FPAGE_BASE_SHIFT == r->size_mask >> FPAGE_BASE_SHIFT) {
		if (!pool_find_free(&sigma0.memory, order, r->size_mask, &start))
			return refuse(r);
		return grant_memory(r, start, order, attribute, false);
	}
	if (word & REQUEST_EXTENDED)
		start |= (pool_addr_t)word_of(r, 3) << 32;
	start &= ~(((pool_addr_t)1 << order) - 1);
	return grant_memory(r, start, order, attribute, true);
}

static bool serve_page_fault(const struct request *r)
{
	pool_addr_t page = word_of(r, 1) & ~(((L4_Word_t)1 << sigma0.page_log2) - 1);

	return grant_memory(r, page, sigma0.page_log2, L4_DefaultMemory, false);
}

/* True if not even this single port is for everybody. */
static bool is_private(pool_addr_t port)
{
	struct pool_extent e = pool_query(&sigma0.ports, port);

	return e.owner == sigma0.kernel.raw ||
	       (e.kind == POOL_PRIVATE && !sigma0.ports.is_lifted);
}

/* A single port is for everybody; ranges belong to the first thread that asks. */
static bool serve_ports(const struct request *r)
{
	L4_Word_t word = word_of(r, 1);
	unsigned int order = word >> L4_IOFPAGE_SIZE_SHIFT & L4_IOFPAGE_SIZE_MASK;
	pool_addr_t port, last;
	L4_Fpage_t fpage;

	if (order > L4_IOFPAGE_PORT_SHIFT ||
	    word >> L4_IOFPAGE_PORT_SHIFT == r->size_mask >> L4_IOFPAGE_PORT_SHIFT)
		return refuse(r);
	port = (word >> L4_IOFPAGE_PORT_SHIFT & L4_IOFPAGE_PORT_MASK) >> order << order;
	last = port + (1u << order) - 1;
	if (order > 0 || is_private(port)) {
		if (!pool_may_claim(&sigma0.ports, port, last, r->client.raw, true))
			return refuse(r);
		pool_claim(&sigma0.ports, port, last, r->client.raw);
	}
	fpage = L4_IoFpageLog2((L4_Word_t)port, (int)order);
	L4_Set_Rights(&fpage, L4_ReadWriteOnly);
	load_item(fpage, (L4_Word_t)port);
	return true;
}

static bool is_io_fpage(L4_Word_t word)
{
	return (word >> L4_FPAGE_SIZE_SHIFT & L4_FPAGE_SIZE_MASK) == L4_FPAGE_SIZE_IO;
}

/* Debugging aid for the kernel's own threads and the root task. */
static bool serve_extended(const struct request *r)
{
	L4_Word_t number = L4_ThreadNo(r->client);
	L4_MsgTag_t empty = { .raw = 0 };

	if (L4_IsThreadNotEqual(r->client, sigma0.root) &&
	    (number < sigma0.system_base || number >= sigma0.user_base))
		return false;
	switch (word_of(r, 1)) {
	case EXTENDED_VERBOSITY:
		sigma0.verbosity = word_of(r, 2);
		return false;
	case EXTENDED_PRINT:
		sigma0_print(&sigma0);
		L4_Set_MsgTag(empty);
		return word_of(r, 2) != 0;
	default:
		return false;
	}
}

/* The number in the tag above the protocol's own four bits. */
static long protocol_of(L4_MsgTag_t tag)
{
	return (L4_SignedWord_t)tag.raw >> L4_PROTO_SHIFT;
}

/* True if a reply stands in the message registers. */
static bool serve(const struct request *r)
{
	L4_Word_t untyped = L4_UntypedWords(r->tag);

	if (L4_TypedWords(r->tag) != 0 || untyped < 2 || untyped > 3)
		return false;
	sigma0_refill(&sigma0);
	if (sigma0.verbosity > 1)
		printf("sigma0: request of %#lx: tag %#lx, %#lx, %#lx\n", r->client.raw,
		       r->tag.raw, word_of(r, 1), word_of(r, 2));
	if (protocol_of(r->tag) == L4_PROTO_SIGMA0)
		return is_io_fpage(word_of(r, 1)) ? serve_ports(r) : serve_memory(r);
	if (untyped != 2)
		return false;
	switch (protocol_of(r->tag)) {
	case L4_PROTO_PAGEFAULT:
		return serve_page_fault(r);
	case L4_PROTO_IOFAULT:
		return serve_ports(r);
	case PROTO_EXTENDED:
		return serve_extended(r);
	default:
		return false;
	}
}

int main(void)
{
	struct request r;
	bool reply = false;

	sigma0_setup(&sigma0, L4_GetKernelInterface());
	L4_Accept(L4_UntypedWordsAcceptor);
	for (;;) {
		L4_Reset_WordSizeMask();
		r.tag = reply ? L4_ReplyWait(r.client, &r.client) : L4_Wait(&r.client);
		reply = false;
		/* A client that does not wait for its answer has itself to blame. */
		if (L4_IpcFailed(r.tag))
			continue;
		r.size_mask = L4_WordSizeMask();
		L4_StoreMRs(0, 4, r.mr);
		reply = serve(&r);
	}
}
