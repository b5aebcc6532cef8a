/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of 32-bit threads: what is made up for 64 bits, as registers and UTCB of 32 bits. Nothing
 * is kept but in struct worker, as in the other loop.
 */
#include "narrow.h"

#include <l4/abi/ia32/types.h>
#include <l4/abi/utcb.h>

#define CONTROL_COMPAT	(1ul << 63)

L4_Word_t machine_space_control(unsigned int space)
{
	return space % 2 == 0 ? 0 : CONTROL_COMPAT;
}

static uint32_t *utcb(void)
{
	uint32_t address;

	__asm__ volatile ("movl %%gs:0, %0" : "=r" (address));
	return (uint32_t *)(L4_Word_t)address;
}

static const uint32_t *interface_page(void)
{
	L4_Word_t base;

	__asm__ volatile (".byte 0xf0, 0x90" : "=a" (base) : : "ecx", "edx", "esi", "cc");
	return (const uint32_t *)base;
}

/* Ids that 32 bits do not hold become others. */
static uint32_t id(fuzz_word wide)
{
	if (wide == L4_TID_ANY || (wide & L4_TID_LOCAL_MASK) == 0)
		return (uint32_t)wide;
	return (uint32_t)(wide >> 32) << L4_IA32_TID_VERSION_BITS |
	       ((uint32_t)wide & ((1u << L4_IA32_TID_VERSION_BITS) - 1));
}

static fuzz_word my_id(void)
{
	uint32_t mine = utcb()[L4_UTCB_MY_GLOBAL_ID];

	return (fuzz_word)(mine >> L4_IA32_TID_VERSION_BITS) << 32 |
	       (mine & ((1u << L4_IA32_TID_VERSION_BITS) - 1));
}

static void load_registers(const struct fuzz_call *c)
{
	uint32_t *words = utcb();

	for (unsigned int i = 0; i < c->mrs; i++)
		words[i] = (uint32_t)c->mr[i];
	for (unsigned int i = 0; i < c->brs; i++)
		words[L4_UTCB_BR((int)i)] = (uint32_t)c->br[i];
	if (c->set & FUZZ_SET_XFER_TIMEOUTS)
		words[L4_UTCB_XFER_TIMEOUTS] = (uint32_t)c->xfer_timeouts;
	if (c->set & FUZZ_SET_VIRTUAL_SENDER)
		words[L4_UTCB_VIRTUAL_SENDER] = id(c->virtual_sender);
	if (c->set & FUZZ_SET_PAGER)
		words[L4_UTCB_PAGER] = id(c->pager);
	if (c->set & FUZZ_SET_HANDLER)
		words[L4_UTCB_EXCEPTION_HANDLER] = id(c->handler);
	if (c->set & FUZZ_SET_FLAGS)
		words[L4_UTCB_FLAGS] = (uint32_t)c->flags;
}

static uint32_t address_of(const char *code)
{
	return (uint32_t)(L4_Word_t)code;
}

/* Words of the interface page with the gates; 0: no gate. */
static const unsigned char gates[FUZZ_KINDS] = {
	[FUZZ_IPC] = L4_KIP_WORD_IPC,
	[FUZZ_LIPC] = L4_KIP_WORD_LIPC,
	[FUZZ_EXCHANGE_REGISTERS] = L4_KIP_WORD_EXCHANGE_REGISTERS,
	[FUZZ_THREAD_CONTROL] = L4_KIP_WORD_THREAD_CONTROL,
	[FUZZ_SPACE_CONTROL] = L4_KIP_WORD_SPACE_CONTROL,
	[FUZZ_SCHEDULE] = L4_KIP_WORD_SCHEDULE,
	[FUZZ_THREAD_SWITCH] = L4_KIP_WORD_THREAD_SWITCH,
	[FUZZ_UNMAP] = L4_KIP_WORD_UNMAP,
	[FUZZ_MEMORY_CONTROL] = L4_KIP_WORD_MEMORY_CONTROL,
	[FUZZ_PROCESSOR_CONTROL] = L4_KIP_WORD_PROCESSOR_CONTROL,
	[FUZZ_SYSTEM_CLOCK] = L4_KIP_WORD_SYSTEM_CLOCK,
};

/* The registers of each call. (X.2, IA-32 interface) */
static void put_registers(struct narrow_call *n, const struct fuzz_call *c)
{
	const fuzz_word *a = c->arg;

	n->eax = c->kind == FUZZ_UNMAP || c->kind == FUZZ_MEMORY_CONTROL ||
		 c->kind == FUZZ_PROCESSOR_CONTROL ? (uint32_t)a[0] : id(a[0]);
	n->ecx = (uint32_t)a[1];
	n->edx = (uint32_t)a[2];
	n->esi = c->mrs > 0 ? (uint32_t)c->mr[0] : (uint32_t)a[3];
	n->edi = (uint32_t)a[4];
	switch (c->kind) {
	case FUZZ_IPC: case FUZZ_LIPC:
		n->edx = id(a[1]);
		n->ecx = (uint32_t)a[2];
		n->edi = address_of((const char *)utcb());
		break;
	case FUZZ_EXCHANGE_REGISTERS:
		n->ebx = (uint32_t)a[5];
		n->ebp = id(a[6]);
		break;
	case FUZZ_THREAD_CONTROL:
		n->esi = id(a[1]);
		n->edx = id(a[2]);
		n->ecx = id(a[3]);
		break;
	case FUZZ_SPACE_CONTROL:
		n->edi = id(a[4]);
		break;
	case FUZZ_SCHEDULE:
		n->edx = (uint32_t)a[1];
		n->esi = (uint32_t)a[2];
		n->ecx = (uint32_t)a[3];
		break;
	case FUZZ_MEMORY_CONTROL:
		n->ebx = (uint32_t)a[3];
		n->ebp = (uint32_t)a[4];
		n->edi = address_of((const char *)utcb());
		break;
	case FUZZ_UNMAP:
		n->edi = address_of((const char *)utcb());
		break;
	default:
		break;
	}
}

static void spoil(struct narrow_call *n, struct fuzz_source *s)
{
	uint32_t *registers[] = { &n->eax, &n->ebx, &n->ecx, &n->edx, &n->esi, &n->edi, &n->ebp };
	static const uint32_t edges[] = {
		0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xffffffc0, 0xffa00000, 0xfffff000,
	};

	*registers[fuzz_pick(s, 7)] = fuzz_pick(s, 2) == 0 ? (uint32_t)fuzz_random_word(s) :
							      edges[fuzz_pick(s, 8)];
}

static void access_memory(const struct fuzz_call *c, struct narrow_call *n)
{
	n->eax = (uint32_t)c->arg[0];
	n->target = address_of(c->arg[1] == L4_FPAGE_R ? narrow_read :
			       c->arg[1] == L4_FPAGE_W ? narrow_write : narrow_execute);
	narrow_call(n);
}

static void raise(const struct fuzz_call *c, struct narrow_call *n)
{
	if (c->arg[0] % 4 >= 2) {
		/* In 64-bit code. */
		machine_exception(c->arg);
		return;
	}
	n->target = address_of(c->arg[0] % 4 == 0 ? narrow_ud2 : narrow_own);
	if (c->arg[0] % 4 != 0)
		n->target += (uint32_t)(c->arg[0] >> 2) % 3 * 2;
	narrow_call(n);
}

static void make(struct worker *w)
{
	const struct fuzz_call *c = &w->call;
	struct narrow_call n = { .ebx = (uint32_t)c->arg[5], .ebp = (uint32_t)c->arg[6] };
	const uint32_t *page;

	if (gates[c->kind] != 0) {
		put_registers(&n, c);
		if (fuzz_pick(&w->source, 24) == 0)
			spoil(&n, &w->source);
		page = interface_page();
		n.target = address_of((const char *)page) + page[gates[c->kind]];
		narrow_call(&n);
	} else if (c->kind == FUZZ_ACCESS) {
		access_memory(c, &n);
	} else if (c->kind == FUZZ_PORT) {
		machine_port(c->arg[0], c->arg[1]);
	} else {
		raise(c, &n);
	}
}

void narrow_main(struct worker *w)
{
	utcb()[L4_UTCB_PAGER] = utcb()[L4_UTCB_EXCEPTION_HANDLER] = id(pager.raw);
	for (;;) {
		fuzz_make_call(&w->source, &worker_world, my_id(), &w->call);
		w->calls++;
		w->narrow_calls++;
		load_registers(&w->call);
		make(w);
	}
}
