/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader tests load as a kernel: tells on the serial line in which state it was entered
 * and dumps the kernel interface page and what it points to, for the test script to judge.
 */
#include <base/types.h>
#include <l4/abi/kip.h>
#include <lib/port_io.h>

#define PORT_UART	0x3f8
#define UART_READY	0x20
#define PORT_EXIT	0xf4
#define EXIT_SUCCESS	0x10

#define KIP_ADDRESS	0x600000
#define PAGE		4096

#define EFLAGS_IF	0x200
#define CR0_PE		0x1
#define CR0_PG		0x80000000

/* The loader gives no stack. */
asm(".section .text.start, \"ax\"\n"
    ".globl start\n"
    "start:\n"
    "	movl	$stack + 4096, %esp\n"
    "	pushfl\n"
    "	call	fake_main\n"
    ".text\n");

__aligned(16) char stack[PAGE];

__noreturn void fake_main(u32 eflags);

static void put(char c)
{
	while (!(inb(PORT_UART + 5) & UART_READY))
		;
	outb(PORT_UART, (u8)c);
}

static void put_text(const char *s)
{
	while (*s)
		put(*s++);
}

static void put_byte(u8 b)
{
	put("0123456789abcdef"[b >> 4]);
	put("0123456789abcdef"[b & 0xf]);
}

static void put_value(const char *name, u32 value)
{
	put_text(name);
	put('=');
	for (int shift = 24; shift >= 0; shift -= 8)
		put_byte((u8)(value >> shift));
	put('\n');
}

static void dump_page(const char *name, u32 at)
{
	put_text("dump ");
	put_value(name, at);
	for (u32 i = 0; i < PAGE; i++) {
		put_byte(((const volatile u8 *)at)[i]);
		if (i % 64 == 63)
			put('\n');
	}
}

static u32 segment_limit(u32 selector)
{
	u32 limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector));
	return limit;
}

static u32 kip_word(u32 index)
{
	const volatile u32 *kip = (const volatile u32 *)KIP_ADDRESS;

	return kip[1] ? kip[index] : kip[2 * index];
}

void fake_main(u32 eflags)
{
	u32 cr0, cs, ds, es, ss;

	asm volatile("movl %%cr0, %0" : "=r"(cr0));
	asm volatile("movl %%cs, %0" : "=r"(cs));
	asm volatile("movl %%ds, %0" : "=r"(ds));
	asm volatile("movl %%es, %0" : "=r"(es));
	asm volatile("movl %%ss, %0" : "=r"(ss));
	put_text("fake kernel\n");
	put_value("paging", cr0 & CR0_PG);
	put_value("protected", cr0 & CR0_PE);
	put_value("interrupts", eflags & EFLAGS_IF);
	put_value("cs_limit", segment_limit(cs));
	put_value("ds_limit", segment_limit(ds));
	put_value("es_limit", segment_limit(es));
	put_value("ss_limit", segment_limit(ss));
	dump_page("kip", KIP_ADDRESS);
	dump_page("sigma0", kip_word(L4_KIP_WORD_SIGMA0_LOW));
	dump_page("root", kip_word(L4_KIP_WORD_ROOT_LOW));
	if (kip_word(L4_KIP_WORD_BOOT_INFO)) {
		dump_page("bootinfo", kip_word(L4_KIP_WORD_BOOT_INFO));
		dump_page("behind", kip_word(L4_KIP_WORD_BOOT_INFO) + PAGE);
	}
	put_text("end\n");
	outb(PORT_EXIT, EXIT_SUCCESS);
	for (;;)
		asm volatile("cli; hlt");
}
