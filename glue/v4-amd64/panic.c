/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Panic: message, registers, backtrace with names; and the line about a thread that cannot go on.
 * The symbol table is made between two links.
 */
#include <glue/panic.h>

#include <api/port.h>
#include <arch/console.h>
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <base/assert.h>
#include <generic/console.h>
#include <generic/cpu.h>
#include <generic/printf.h>
#include <glue/stop.h>
#include <kdb/hooks.h>
#include <stdarg.h>

#define MAX_DEPTH	24

extern const u64 ksyms_count, ksyms_addr[];
extern const u32 ksyms_name[];
extern const char ksyms_strings[];
extern char image_text_end[];

const struct ksyms kernel_symbols = {
	.count = &ksyms_count, .addr = ksyms_addr, .name = ksyms_name, .strings = ksyms_strings,
	.end = image_text_end,
};

static bool is_on_kernel_stack(word_t fp)
{
	for (unsigned int i = 0; i < ncpus; i++) {
		word_t top = cpus[i]->arch.stack_top;

		if (fp >= top - KERNEL_STACK_BYTES && fp + 2 * sizeof(word_t) <= top)
			return IS_ALIGNED(fp, sizeof(word_t));
	}
	return false;
}

void backtrace_print(word_t ip, word_t fp)
{
	kprintf("backtrace:\n");
	ksyms_print(&kernel_symbols, ip);
	for (unsigned int i = 0; i < MAX_DEPTH && is_on_kernel_stack(fp); i++) {
		const word_t *frame = (const word_t *)fp;

		ksyms_print(&kernel_symbols, frame[1]);
		if (frame[0] <= fp)
			break;
		fp = frame[0];
	}
}

void frame_print(const struct save_frame *f)
{
	if (f->vector > FRAME_FULL)
		kprintf("in an entry stub: only some of these are its registers\n");
	kprintf("rip %016lx cs %02lx rflags %08lx rsp %016lx ss %02lx\n", f->rip, f->cs, f->rflags,
		f->rsp, f->ss);
	kprintf("rax %016lx rbx %016lx rcx %016lx\n", f->rax, f->rbx, f->rcx);
	kprintf("rdx %016lx rsi %016lx rdi %016lx\n", f->rdx, f->rsi, f->rdi);
	kprintf("rbp %016lx r8  %016lx r9  %016lx\n", f->rbp, f->r8, f->r9);
	kprintf("r10 %016lx r11 %016lx r12 %016lx\n", f->r10, f->r11, f->r12);
	kprintf("r13 %016lx r14 %016lx r15 %016lx\n", f->r13, f->r14, f->r15);
}

void control_print(void)
{
	kprintf("cr2 %016lx cr3 %016lx cr4 %016lx\n", (word_t)read_cr2(), (word_t)read_cr3(),
		(word_t)read_cr4());
}

static void head(const char *fmt, va_list args)
{
	const struct tcb *t = this_cpu()->current;

	__asm__ volatile("cli");
	/* It is the end of all of them. */
	(void)processors_stop();
	if (IS_ENABLED(CONFIG_CONSOLE_FB))
		arch_console_take();
	(void)console_defer(NULL);
	kprintf("\nPANIC: ");
	kvprintf(fmt, args);
	kprintf("\n");
	if (t != NULL)
		kprintf("running thread %#lx, user ip %#lx sp %#lx vector %#lx\n", t->id,
			t->frame.rip, t->frame.rsp, t->frame.vector);
}

void panic(const char *fmt, ...)
{
	va_list args;
	word_t ip, fp;

	va_start(args, fmt);
	head(fmt, args);
	va_end(args);
	ip = (word_t)__builtin_return_address(0);
	fp = *(word_t *)__builtin_frame_address(0);
	backtrace_print(ip, fp);
	kdb_panic(NULL, ip, fp);
	arch_halt_failed();
}

void panic_frame(const struct save_frame *f, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	head(fmt, args);
	va_end(args);
	frame_print(f);
	control_print();
	backtrace_print(f->rip, f->rbp);
	kdb_panic(f, f->rip, f->rbp);
	arch_halt_failed();
}

void port_report_halt(struct tcb *t, const char *why)
{
	kprintf("\n--- thread %#lx halted at %#lx: %s (vector %lu, error %#lx) ---\n", t->id,
		port_user_ip(t), why, t->frame.vector, t->frame.error);
}
