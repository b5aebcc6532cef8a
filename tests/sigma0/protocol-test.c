/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sigma0 as a whole on the host: it runs in a thread of its own with a made-up kernel interface
 * page and UTCB; the gates lead here. A test plays the client: ask() sends a message and sees
 * whether an answer came. Little is known about the kernel but the register contract of Ipc.
 */
#define _GNU_SOURCE
#include <l4/abi/kip.h>
#include <l4/abi/types.h>

#include <asm/prctl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "firmware.h"

#define KIB(n)		((word)(n) << 10)

#define SYSTEM_BASE	16
#define USER_BASE	48
#define THREAD(n)	((word)(n) << 32 | 1)
#define ROOT		THREAD(USER_BASE + 2)
#define ALICE		THREAD(100)
#define BOB		THREAD(101)

#define TAG(proto, nibble, u, t) \
	((word)(proto) << 20 | (word)(nibble) << 16 | (word)(t) << 6 | (word)(u))
#define REQUEST(u)	TAG(-6l, 0, u, 0)
#define PAGE(address, order)	((word)(address) | (word)(order) << 4)
#define ANY(order)	(~0ul << 10 | (word)(order) << 4)
#define PORTS(port, order)	((word)(port) << 16 | (word)(order) << 10 | 2 << 4)
#define RWX		7

int sigma0_main(void);

/* What the library's inline functions call through. */
void fake_ipc(void);
void fake_memory_control(void);
void (*__L4_Ipc)(void) = fake_ipc;
void (*__L4_MemoryControl)(void) = fake_memory_control;

/* The registers of the Ipc gate, as the stub below saves them. */
struct ipc_frame {
	word mr1, mr2, mr3, mr4, mr5, mr6, mr7, mr0, timeouts, utcb, from, to;
};

void serve_ipc(struct ipc_frame *f);

__asm__(".text\n"
	"fake_ipc:\n"
	"	push %rsi; push %rdx; push %rdi; push %r8; push %r9\n"
	"	push %r15; push %r14; push %r13; push %r12; push %r10; push %rbx; push %rax\n"
	"	mov %rsp, %rdi\n"
	"	mov %rsp, %rbp\n"
	"	and $-16, %rsp\n"
	"	call serve_ipc\n"
	"	mov %rbp, %rsp\n"
	"	pop %rax; pop %rbx; pop %r10; pop %r12; pop %r13; pop %r14; pop %r15\n"
	"	pop %r9; pop %r8; pop %rdi; pop %rdx; pop %rsi\n"
	"	ret\n"
	"fake_memory_control:\n"
	"	mov memory_control_result(%rip), %rax\n"
	"	mov %rax, %rdx\n"
	"	mov %rcx, memory_control_attribute(%rip)\n"
	"	ret\n");

word memory_control_result = 1;
word memory_control_attribute;

static word kip[512] __attribute__((aligned(4096)));
static word utcb_slot[128] __attribute__((aligned(1024)));
#define UTCB	(utcb_slot + 64)

struct message {
	word from, mr[4];
	bool from_32bit;
};

struct answer {
	bool came;
	word tag, base, fpage;
};

static struct message pending;
static struct answer last;
static sem_t asked, answered;

static int tests, failures;

static bool ok(bool good, const char *format, ...)
{
	va_list args;

	tests++;
	failures += !good;
	printf("%sok %d - ", good ? "" : "not ", tests);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	return good;
}

/* Sigma0 sends its answer, if there is one, and waits for the next message. */
void serve_ipc(struct ipc_frame *f)
{
	if (f->from != L4_TID_ANY)
		printf("# sigma0 receives from %#lx\n", f->from);
	if (f->to != 0 && (f->to != pending.from || f->timeouts >> 16 != L4_TIME_ZERO))
		printf("# sigma0 answers %#lx, timeouts %#lx\n", f->to, f->timeouts);
	last = (struct answer) { f->to != 0, f->mr0, f->mr1, f->mr2 };
	sem_post(&answered);
	sem_wait(&asked);
	f->to = pending.from;
	f->mr0 = pending.mr[0];
	f->mr1 = pending.mr[1];
	f->mr2 = pending.mr[2];
	f->mr3 = pending.mr[3];
	f->utcb = (word)UTCB;
	if (pending.from_32bit)
		UTCB[L4_UTCB_WORD_SIZE_MASK] &= 0xffffffff;
}

static struct answer send(word from, bool from_32bit, word tag, word mr1, word mr2, word mr3)
{
	pending = (struct message) { from, { tag, mr1, mr2, mr3 }, from_32bit };
	sem_post(&asked);
	sem_wait(&answered);
	return last;
}

static struct answer ask(word from, word tag, word mr1, word mr2)
{
	return send(from, false, tag, mr1, mr2, 0x5555555555555555);
}

static bool is_item(struct answer a)
{
	return a.came && a.tag == 2 << 6;
}

static bool granted(struct answer a, word fpage)
{
	return is_item(a) && a.fpage == fpage && a.base >> 10 == fpage >> 10 &&
	       (a.base & 0x3ff) == L4_ITEM_MAP;
}

/* The send base of an IO item keeps only the bits of the port that an item has room for. */
static bool granted_ports(struct answer a, word fpage)
{
	return is_item(a) && (a.fpage & ~0xful) == fpage &&
	       a.base == ((fpage >> 16 & ~0x3fful) | L4_ITEM_MAP);
}

static bool refused(struct answer a)
{
	return is_item(a) && a.base == L4_ITEM_MAP && a.fpage == 0;
}

/* KernelInterface: the byte pair is an invalid instruction here as well. */
static void on_illegal_instruction(int signal, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	const unsigned char *code = (const unsigned char *)r[REG_RIP];

	(void)signal;
	(void)info;
	if (code[0] != 0xf0 || code[1] != 0x90)
		abort();
	r[REG_RAX] = (greg_t)kip;
	r[REG_RCX] = r[REG_RDX] = r[REG_RSI] = 0;
	r[REG_RIP] += 2;
}

static void add_descriptor(unsigned int type, word low, word high)
{
	word n = kip[L4_KIP_WORD_MEMORY_INFO]++ & 0xffffffff;

	kip[128 + 2 * n] = low | type;
	kip[129 + 2 * n] = high & ~0x3fful;
}

static void make_kip(void)
{
	kip[L4_KIP_WORD_MEMORY_INFO] = 1024ul << 32;
	kip[L4_KIP_WORD_PAGE_INFO] = 0x00201007;
	kip[L4_KIP_WORD_THREAD_INFO] = (word)USER_BASE << 20 | SYSTEM_BASE << 8 | 18;
	kip[L4_KIP_WORD_SIGMA0_LOW] = MIB(15);
	kip[L4_KIP_WORD_SIGMA0_HIGH] = MIB(15) + 0x5432;
	kip[L4_KIP_WORD_ROOT_LOW] = MIB(16);
	kip[L4_KIP_WORD_ROOT_HIGH] = MIB(16) + 0x12345;
	add_descriptor(L4_MEMORY_SHARED, 0, ~0ul);
	add_descriptor(L4_MEMORY_CONVENTIONAL, 0, 0x9fbff);
	add_descriptor(L4_MEMORY_ARCH | 2 << 4, 0x9fc00, 0x9ffff);
	add_descriptor(L4_MEMORY_ARCH | 2 << 4, 0xf0000, 0xfffff);
	add_descriptor(L4_MEMORY_CONVENTIONAL, MIB(1), MIB(32) - 1);
	add_descriptor(L4_MEMORY_CONVENTIONAL, RAM_START, RAM_END - 1);
	add_descriptor(L4_MEMORY_RESERVED, MIB(6), MIB(7) - 1);
	add_descriptor(L4_MEMORY_BOOTLOADER | 2 << 4, MIB(16), MIB(16) + 0x12345);
	add_descriptor(L4_MEMORY_BOOTLOADER | 1 << 4, 0x109000, 0x109fff);
	add_descriptor(L4_MEMORY_DEDICATED, 0xe0000000, 0xefffffff);
	add_descriptor(L4_MEMORY_CONVENTIONAL | L4_MEMDESC_VIRTUAL, 0, 0x00007fffffffefff);
	add_descriptor(L4_MEMORY_UNDEFINED, MIB(8), MIB(8) + 0xfff);
}

static void *run_sigma0(void *unused)
{
	(void)unused;
	utcb_slot[0] = (word)UTCB;
	UTCB[L4_UTCB_MY_GLOBAL_ID] = THREAD(USER_BASE);
	if (syscall(SYS_arch_prctl, ARCH_SET_GS, utcb_slot) != 0)
		abort();
	sigma0_main();
	return NULL;
}

static void test_memory(void)
{
	struct answer a = ask(ALICE, REQUEST(2), PAGE(MIB(2), 12), 0);

	ok(granted(a, PAGE(MIB(2), 12) | RWX), "S0-01 a page at a given address, rwx");
	a = ask(ALICE, REQUEST(2), PAGE(MIB(2), 12), 0);
	ok(granted(a, PAGE(MIB(2), 12) | RWX), "S0-02 its owner gets it again");
	ok(refused(ask(BOB, REQUEST(2), PAGE(MIB(2), 12), 0)), "S0-03 another thread does not");
	ok(refused(ask(BOB, REQUEST(2), PAGE(MIB(2), 21), 0)), "nor a larger piece around it");
	ok(granted(ask(ALICE, REQUEST(2), PAGE(MIB(2), 21), 0), PAGE(MIB(2), 21) | RWX),
	   "but its owner does");
	a = ask(ALICE, REQUEST(2), PAGE(MIB(3) + 0x2c08, 13) | 5, 0);
	ok(granted(a, PAGE(MIB(3) + 0x2000, 13) | RWX),
	   "an unaligned base is rounded down, rights and bit 3 of the request do not matter");
	ok(granted(ask(ALICE, REQUEST(2), PAGE(0xb8000, 12), 0), PAGE(0xb8000, 12) | RWX) &&
	   granted(ask(BOB, REQUEST(2), PAGE(0xb8000, 12), 0), PAGE(0xb8000, 12) | RWX),
	   "S0-04 shared memory is for everybody");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(MIB(6), 12), 0)), "S0-05 reserved memory");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(MIB(8), 12), 0)), "undefined memory");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(MIB(15), 12), 0)), "sigma0's own memory");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(0, 1), 0)), "the complete address space");
	ok(refused(ask(ALICE, REQUEST(2), 0, 0)), "the nil fpage");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(MIB(4), 11), 0)), "S0-08 half a page");
	ok(refused(ask(ALICE, REQUEST(2), PAGE(0xf0000, 16), 0)) &&
	   granted(ask(ROOT, REQUEST(2), PAGE(0xf0000, 16), 0), PAGE(0xf0000, 16) | RWX) &&
	   refused(ask(BOB, REQUEST(2), PAGE(0xf0000, 12), 0)),
	   "the firmware's memory goes to the root task");
	ok(refused(ask(BOB, REQUEST(2), PAGE(0x9f000, 12), 0)) &&
	   granted(ask(ROOT, REQUEST(2), PAGE(0x9f000, 12), 0), PAGE(0x9f000, 12) | RWX),
	   "so does a page of which a part is the firmware's");
	ok(granted(ask(ALICE, REQUEST(2), PAGE(0xfd000000, 24), 0), PAGE(0xfd000000, 24) | RWX) &&
	   granted(ask(BOB, REQUEST(2), PAGE(0xfd000000, 12), 0), PAGE(0xfd000000, 12) | RWX),
	   "device memory below 4 GiB that nothing describes is for everybody");
	ok(granted(ask(ROOT, REQUEST(2), PAGE(MIB(16), 12), 0), PAGE(MIB(16), 12) | RWX) &&
	   refused(ask(BOB, REQUEST(2), PAGE(MIB(16), 12), 0)), "the root task's image is its own");
	ok(granted(send(BOB, false, REQUEST(3), PAGE(MIB(5), 12), 0, 0x77),
		   PAGE(MIB(5), 12) | RWX), "MR3 without the extended bit is ignored");
}

/* What nothing describes has no end: large pieces are refused, and so is more than 4 GiB. */
static void test_unknown(void)
{
	word page, base = 1ul << 40, got = 0;

	ok(refused(ask(BOB, REQUEST(2), 1ul << 63 | PAGE(0, 63), 0)) &&
	   refused(ask(BOB, REQUEST(2), PAGE(base, 38), 0)) &&
	   refused(ask(ROOT, REQUEST(2), PAGE(base, 38), 0)) &&
	   refused(ask(BOB, REQUEST(2), PAGE(0, 63), 0)), "no half of everything, no 2^38 bytes");
	ok(granted(ask(BOB, REQUEST(2), PAGE(base, 12), 0), PAGE(base, 12) | RWX) &&
	   granted(ask(ALICE, REQUEST(2), PAGE(base, 21), 0), PAGE(base, 21) | RWX),
	   "a device above 4 GiB");
	/* The kernel may have made nodes before it refused. */
	memory_control_result = 0;
	ok(refused(ask(BOB, REQUEST(2), PAGE(2 * base, 21), 4)), "an attribute is refused there");
	memory_control_result = 1;
	/* Each page lies in another large page. */
	for (page = base; page < base + (1ul << 33); page += MIB(2))
		got += granted(ask(page & MIB(2) ? ALICE : BOB, REQUEST(2), PAGE(page, 12), 0),
			       PAGE(page, 12) | RWX);
	/* A test before this one has had one, too, and what was refused counts. */
	ok(got == 2046 && refused(ask(ALICE, REQUEST(2), PAGE(page, 12), 0)),
	   "4 GiB of it for all clients, in many small requests");
	ok(granted(ask(ALICE, REQUEST(2), PAGE(base + MIB(5), 12), 0),
		   PAGE(base + MIB(5), 12) | RWX), "what was given once is given again");
	ok(granted(ask(ROOT, REQUEST(2), PAGE(page, 32), 0), PAGE(page, 32) | RWX) &&
	   granted(ask(ROOT, REQUEST(2), PAGE(2 * page, 12), 0), PAGE(2 * page, 12) | RWX) &&
	   refused(ask(ROOT, REQUEST(2), PAGE(4 * page, 33), 0)),
	   "the root task gets more, but not more than 4 GiB at once");
	ok(!ask(ROOT, TAG(-1001l, 0, 2, 0), 2, 0).came, "print");
}

static void test_any(void)
{
	struct answer a = ask(ALICE, REQUEST(2), ANY(12), 0);
	struct answer b = ask(ALICE, REQUEST(2), ANY(12), 0), c;

	ok(is_item(a) && is_item(b) && a.fpage != b.fpage && (a.fpage & 0x3ff) == (12 << 4 | RWX) &&
	   a.fpage >> 10 == a.base >> 10, "S0-06 any page, twice: distinct pages");
	ok(refused(ask(BOB, REQUEST(2), a.fpage & ~7ul, 0)), "and they are taken");
	c = send(BOB, false, REQUEST(3), ANY(12) | 8, 0, 0);
	ok(is_item(c) && c.fpage != 0, "S0-07 any page with bit 3 and three words");
	c = ask(BOB, REQUEST(2), ANY(24), 0);
	ok(is_item(c) && (c.fpage & 0x3ff) == (24 << 4 | RWX) && (c.base & (MIB(16) - 1)) == 8,
	   "any 16 MiB, aligned");
	ok(refused(ask(BOB, REQUEST(2), ANY(63), 0)) && refused(ask(BOB, REQUEST(2), ANY(30), 0)),
	   "more than there is");
	ok(refused(ask(BOB, REQUEST(2), ANY(10), 0)), "any 1 KiB");
	c = send(BOB, true, TAG(-6l, 0, 2, 0), 0xfffffc00 | 12 << 4, 0, 0);
	ok(is_item(c) && c.fpage >> 32 == 0 && (c.fpage & 0x3ff) == (12 << 4 | RWX),
	   "S0-13 any page for a 32-bit client");
	ok(granted(ask(BOB, REQUEST(2), 0xfffffc00 | 12 << 4, 0), 0xfffff000 | 12 << 4 | RWX),
	   "the same word of a 64-bit client is an address");
	c = send(BOB, true, TAG(-6l, 0, 3, 0), 0x00123000 | 12 << 4 | 8, 0, 0x80);
	ok(granted(c, 0x8000123000ul | 12 << 4 | RWX), "MR3 as upper half of an address");
}

static void test_ignored(void)
{
	ok(!ask(ALICE, TAG(0, 0, 2, 0), PAGE(MIB(9), 12), 0).came, "S0-09 label 0");
	ok(!ask(ALICE, TAG(-6l, 0, 2, 2), PAGE(MIB(9), 12), 0).came, "S0-10 typed words");
	ok(!ask(ALICE, TAG(-6l, 0, 1, 0), PAGE(MIB(9), 12), 0).came &&
	   !ask(ALICE, TAG(-6l, 0, 4, 0), PAGE(MIB(9), 12), 0).came &&
	   !ask(ALICE, TAG(-6l, 0, 63, 0), PAGE(MIB(9), 12), 0).came, "one, four or 63 words");
	ok(!ask(ALICE, TAG(-2l, 4, 3, 0), MIB(9), 0).came, "a fault of three words");
	ok(!ask(ALICE, REQUEST(2) | L4_TAG_ERROR, PAGE(MIB(9), 12), 0).came, "a failed receive");
	ok(granted(ask(BOB, REQUEST(2), PAGE(MIB(9), 12), 0), PAGE(MIB(9), 12) | RWX),
	   "none of this took the page");
}

static void test_faults(void)
{
	word fault = TAG(-2l, 6, 2, 0);

	ok(granted(ask(ROOT, fault, MIB(20) + 0x123, 0x1000), PAGE(MIB(20), 12) | RWX),
	   "S0-14 a fault on conventional memory");
	ok(refused(ask(BOB, fault, MIB(20) + 0x123, 0x1000)), "which then is taken");
	ok(granted(ask(ROOT, fault, MIB(16) + 0x12345, 0), PAGE(MIB(16) + 0x12000, 12) | RWX),
	   "a fault on the last page of the own image");
	ok(granted(ask(ROOT, fault, 0xb8000, 0), PAGE(0xb8000, 12) | RWX),
	   "shared memory faults in");
	ok(refused(ask(ROOT, fault, 0x109000, 0)), "a loader's page does not");
	ok(granted(ask(ROOT, REQUEST(2), PAGE(0x109000, 12), 0), PAGE(0x109000, 12) | RWX) &&
	   granted(ask(ROOT, fault, 0x109008, 0), PAGE(0x109000, 12) | RWX),
	   "unless it was asked for before");
	ok(refused(ask(ROOT, fault, MIB(6), 0)), "reserved memory does not");
}

static void test_ports(void)
{
	word fault = TAG(-8l, 6, 2, 0);

	ok(granted_ports(ask(ALICE, REQUEST(2), PORTS(0x3f8, 3), 0), PORTS(0x3f8, 3)),
	   "eight ports by request");
	ok(refused(ask(BOB, fault, PORTS(0x3f8, 2), 0)), "a range of another thread");
	ok(granted_ports(ask(BOB, fault, PORTS(0x3f8, 0), 0), PORTS(0x3f8, 0)),
	   "FIX-16 a single port is for everybody");
	ok(granted_ports(ask(ALICE, fault, PORTS(0x3fc, 1), 0), PORTS(0x3fc, 1)),
	   "the owner's fault");
	ok(granted_ports(ask(ALICE, fault, PORTS(0x3f9, 1), 0), PORTS(0x3f8, 1)), "rounded down");
	ok(refused(ask(ALICE, REQUEST(2), ~0ul << 16 | 2 << 4, 0)), "FIX-16 any port");
	ok(refused(send(ALICE, true, REQUEST(2), 0xffff0000 | 2 << 4, 0, 0)),
	   "FIX-16 any port, 32-bit client");
	ok(granted_ports(ask(ALICE, REQUEST(2), PORTS(0xffff, 0), 0), PORTS(0xffff, 0)),
	   "the last port of a 64-bit client");
	ok(refused(ask(ROOT, REQUEST(2), PORTS(0, 16), 0)), "all ports, when some are taken");
	ok(granted_ports(ask(BOB, fault, PORTS(0x60, 0), 0), PORTS(0x60, 0)) &&
	   granted_ports(ask(BOB, fault, PORTS(0x61, 0), 0), PORTS(0x61, 0)) &&
	   granted_ports(ask(BOB, REQUEST(2), PORTS(0x70, 1), 0), PORTS(0x70, 1)) &&
	   granted_ports(ask(BOB, REQUEST(2), PORTS(0x3c0, 5), 0), PORTS(0x3c0, 5)),
	   "keyboard, speaker, clock, screen");
}

static void check_ports_of(word owner, const char *whose, const word *ports, unsigned int n)
{
	word fault = TAG(-8l, 6, 2, 0), request = REQUEST(2);
	bool good = true;

	for (unsigned int i = 0; i < n; i++) {
		/* One port, by fault and by request, and a range around it. */
		good &= refused(ask(BOB, fault, PORTS(ports[i], 0), 0));
		good &= refused(ask(BOB, request, PORTS(ports[i], 0), 0));
		good &= refused(ask(BOB, request, PORTS(ports[i], 2), 0));
		if (owner)
			good &= granted_ports(ask(owner, request, PORTS(ports[i], 0), 0),
					      PORTS(ports[i], 0)) &&
				refused(ask(BOB, request, PORTS(ports[i], 0), 0));
		else
			good &= refused(ask(ROOT, fault, PORTS(ports[i], 0), 0)) &&
				refused(ask(ROOT, request, PORTS(ports[i], 1), 0));
		if (!good) {
			printf("# port %#lx\n", ports[i]);
			break;
		}
	}
	ok(good, "%s", whose);
}

static void test_private_ports(void)
{
	static const word kernel[] = { 0x20, 0x21, 0xa0, 0xa1, 0x24, 0x3d, 0xbc, 0x4d0, 0x4d1,
		0x42, 0x52 };
	static const word root[] = { 0x64, 0x92, 0xb2, 0xcf8, 0xcf9, 0xcfc, 0xcff, 0x00, 0x83,
		0xdf, 0x514 };
	static const word acpi[] = { 0xb2, 0x600, 0x604, 0x605, 0xafe0, 0xafe3 };

	check_ports_of(0, "what the kernel drives is nobody's", kernel,
		       sizeof(kernel) / sizeof(word));
	check_ports_of(ROOT, "reset, PCI configuration, DMA are the root task's", root,
		       sizeof(root) / sizeof(word));
	check_ports_of(ROOT, "so are the ports that the FADT names", acpi,
		       sizeof(acpi) / sizeof(word));
	ok(refused(ask(BOB, REQUEST(2), PAGE(0xb0000000, 12), 0)) &&
	   refused(ask(BOB, REQUEST(2), PAGE(0xb1ff0000, 12), 0)) &&
	   granted(ask(BOB, REQUEST(2), PAGE(0xb2000000, 12), 0), PAGE(0xb2000000, 12) | RWX) &&
	   granted(ask(ROOT, REQUEST(2), PAGE(0xb0000000, 25), 0), PAGE(0xb0000000, 25) | RWX),
	   "so is PCI configuration space in memory");
	ok(granted(ask(BOB, REQUEST(2), PAGE(MIB(21), 12), 0), PAGE(MIB(21), 12) | RWX),
	   "tables that name memory take none away");
	ok(refused(ask(ROOT, REQUEST(2), PORTS(0, 17), 0)), "more ports than there are");
}

/* Ranges with gaps between them, as many as clients may have: the root task gets its ports. */
static void test_many_ranges(void)
{
	word port, got = 0;

	for (port = 0x1000; port < 0x10000; port += 4)
		got += granted_ports(ask(BOB, REQUEST(2), PORTS(port, 1), 0), PORTS(port, 1));
	ok(got > 3500 && refused(ask(BOB, REQUEST(2), PORTS(0xfff6, 1), 0)),
	   "ranges of ports are bounded");
	ok(granted_ports(ask(ROOT, REQUEST(2), PORTS(0xc0, 4), 0), PORTS(0xc0, 4)) &&
	   granted_ports(ask(ROOT, REQUEST(2), PORTS(0x8a, 0), 0), PORTS(0x8a, 0)),
	   "but for the root task");
}

static void test_attributes(void)
{
	struct answer a = ask(ALICE, REQUEST(2), PAGE(MIB(10), 12), 4);

	ok(granted(a, PAGE(MIB(10), 12) | RWX) && memory_control_attribute == 4,
	   "S0-12 an attribute is set");
	memory_control_result = 0;
	ok(refused(ask(ALICE, REQUEST(2), PAGE(MIB(11), 12), 3)), "the kernel refuses it");
	memory_control_result = 1;
	ok(granted(ask(BOB, REQUEST(2), PAGE(MIB(11), 12), 0), PAGE(MIB(11), 12) | RWX),
	   "and the page is still to be had");
}

static void test_extended(void)
{
	word extended = TAG(-1001l, 0, 2, 0);
	struct answer a = ask(ROOT, extended, 2, 1);

	ok(a.came && a.tag == 0, "the root task has the pools printed");
	ok(!ask(ROOT, extended, 2, 0).came && !ask(ROOT, extended, 1, 0).came &&
	   !ask(ROOT, extended, 9, 1).came, "without an answer if none is wanted");
	ok(ask(THREAD(SYSTEM_BASE), extended, 2, 1).came, "a kernel thread may, too");
	ok(!ask(ALICE, extended, 2, 1).came && !ask(THREAD(SYSTEM_BASE - 1), extended, 2, 1).came,
	   "nobody else");
}

/* A client that takes every second page, and device memory without end, then all the rest. */
static void test_hostile(void)
{
	word page, pages = 0, got = 0, refusals = 0;
	unsigned int order;

	for (page = RAM_START; page < RAM_END - MIB(32); page += 0x2000, pages++)
		got += granted(ask(BOB, REQUEST(2), PAGE(page, 12), 0), PAGE(page, 12) | RWX);
	ok(got == pages, "%lu pages, every second one", pages);
	for (page = 0xe0000000; page < 0xf0000000 && refusals == 0; page += 0x2000)
		refusals += refused(ask(BOB, REQUEST(2), PAGE(page, 12), 0));
	ok(refusals == 1, "every second page of device memory: refused in the end");
	for (got = 0, order = 63; order >= 12; order--)
		while (ask(THREAD(200 + got % 1000), REQUEST(2), ANY(order), 0).fpage != 0)
			got++;
	ok(got > pages, "%lu blocks for a thousand others", got);
	ok(refused(ask(ALICE, REQUEST(2), ANY(12), 0)), "then there is nothing left");
	ok(granted(ask(BOB, REQUEST(2), PAGE(RAM_START, 12), 0), PAGE(RAM_START, 12) | RWX),
	   "and what one has one keeps");
}

static void test_where_it_reads(void)
{
	ok(checked_memory(BIOS, 0x10000) && checked_memory(0x9f000, 0x1000) &&
	   checked_memory(RAM_START, 4096), "sigma0 reads memory and what the firmware left");
	ok(!checked_memory(MIB(6), 1) && !checked_memory(MIB(6) - 1, 2) &&
	   !checked_memory(MIB(8), 1), "but not what the kernel has, or what is not there");
	ok(!checked_memory(0xfee00000, 4) && !checked_memory(MIB(32), 4) &&
	   !checked_memory(1ul << 40, 4) && !checked_memory(~0ul, 2) &&
	   !checked_memory(~0ul, 1) && !checked_memory(RAM_START, 0), "nor devices, nor nowhere");
	ok(!checked_memory((word)kip, 8) && !checked_memory((word)UTCB & ~0xffffful, 8),
	   "nor where its own space shows something else");
}

/* The loader has passed a word to sigma0. */
static void test_open_machine(void)
{
	word fault = TAG(-8l, 6, 2, 0);

	ok(granted_ports(ask(BOB, fault, PORTS(0x64, 0), 0), PORTS(0x64, 0)) &&
	   granted_ports(ask(ALICE, fault, PORTS(0x64, 0), 0), PORTS(0x64, 0)) &&
	   granted_ports(ask(ALICE, REQUEST(2), PORTS(0xcf8, 3), 0), PORTS(0xcf8, 3)),
	   "the word machine=open gives the machine to all clients");
	ok(granted(ask(BOB, REQUEST(2), PAGE(0xb0000000, 20), 0), PAGE(0xb0000000, 20) | RWX) &&
	   granted(ask(BOB, REQUEST(2), PAGE(0xf0000, 16), 0), PAGE(0xf0000, 16) | RWX),
	   "memory of the firmware and of PCI configuration too");
	ok(refused(ask(BOB, fault, PORTS(0x20, 0), 0)) &&
	   refused(ask(ROOT, REQUEST(2), PORTS(0xa0, 1), 0)) &&
	   refused(ask(ROOT, REQUEST(2), PAGE(MIB(6), 12), 0)), "but not what is the kernel's");
}

/*
 * Boot information of a root task of this word size. The kernel does not tell programs of the other
 * size where it is.
 */
static void add_bootinfo(const char *cmdline, unsigned int word_bytes)
{
	word info = make_bootinfo(cmdline, word_bytes);

	if (word_bytes == sizeof(word))
		kip[L4_KIP_WORD_BOOT_INFO] = info;
	else
		add_descriptor(L4_MEMORY_BOOTLOADER | 1 << 4, info, info + 0xfff);
}

/*
 * The first argument is sigma0's command line, the second one the word size of the root task; with
 * a third one the line changes nothing. One alone: the loader has seen the firmware's tables.
 */
int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = on_illegal_instruction,
				    .sa_flags = SA_SIGINFO };
	pthread_t thread;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (mmap((void *)RAM_START, RAM_END - RAM_START, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0) !=
	    (void *)RAM_START) {
		printf("1..0 # SKIP no room for memory at %#lx\n", RAM_START);
		return 0;
	}
	make_kip();
	make_firmware();
	if (argc == 2)
		kip[L4_KIP_WORD_KDEBUG_CONFIG1] = hide_root();
	if (argc > 2)
		add_bootinfo(argv[1], (unsigned int)atoi(argv[2]) / 8);
	sigaction(SIGILL, &action, NULL);
	sem_init(&asked, 0, 0);
	sem_init(&answered, 0, 0);
	pthread_create(&thread, NULL, run_sigma0, NULL);
	sem_wait(&answered);

	if (argc > 3)
		ok(refused(ask(BOB, TAG(-8l, 6, 2, 0), PORTS(0x64, 0), 0)),
		   "other words, or the name of the file, do not");
	else if (argc > 2)
		test_open_machine();
	else if (argc > 1)
		test_private_ports();
	if (argc > 1) {
		printf("1..%d\n", tests);
		return failures != 0;
	}
	test_where_it_reads();
	test_memory();
	test_private_ports();
	test_any();
	test_ignored();
	test_faults();
	test_ports();
	test_many_ranges();
	test_attributes();
	test_unknown();
	test_extended();
	test_hostile();
	printf("1..%d\n", tests);
	return failures != 0;
}
