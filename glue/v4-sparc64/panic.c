/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Panic: message, registers, backtrace with names; and the line about a thread that cannot go on.
 * The symbol table is made between two links.
 */
#include <glue/panic.h>

#include <api/port.h>
#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <base/assert.h>
#include <generic/console.h>
#include <generic/cpu.h>
#include <generic/printf.h>
#include <glue/glue.h>
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

/* The window that was saved at this stack pointer; NULL: not on the kernel's stack. */
static const struct window *window_at(word_t sp)
{
	word_t at = sp + STACK_BIAS;
	word_t top = this_cpu()->arch.stack_pointer + STACK_BIAS + FRAME_BYTES;

	if (at < top - KERNEL_STACK_BYTES || at + sizeof(struct window) > top ||
	    !IS_ALIGNED(at, 16ul))
		return NULL;
	return (const struct window *)at;
}

static void print_callers(word_t sp)
{
	for (unsigned int i = 0; i < MAX_DEPTH; i++) {
		const struct window *w = window_at(sp);

		if (w == NULL || w->in[6] <= sp || window_at(w->in[6]) == NULL)
			return;
		ksyms_print(&kernel_symbols, w->in[7]);
		sp = w->in[6];
	}
}

/* From the frame at sp on; its windows are on the stack. */
static void backtrace(word_t ip, word_t caller, word_t sp)
{
	kprintf("backtrace:\n");
	ksyms_print(&kernel_symbols, ip);
	ksyms_print(&kernel_symbols, caller);
	print_callers(sp);
}

void backtrace_print(word_t ip, word_t sp)
{
	kprintf("backtrace:\n");
	ksyms_print(&kernel_symbols, ip);
	print_callers(sp);
}

static void head(const char *fmt, va_list args)
{
	struct tcb *t = this_cpu()->current;

	(void)console_defer(NULL);
	kprintf("\nPANIC: ");
	kvprintf(fmt, args);
	kprintf("\n");
	if (t != NULL)
		kprintf("running thread %#lx, user ip %#lx sp %#lx trap %#lx\n", t->id,
			port_user_ip(t), port_user_sp(t), t->frame.type);
}

void panic(const char *fmt, ...)
{
	const struct window *w;
	va_list args;

	va_start(args, fmt);
	head(fmt, args);
	va_end(args);
	flush_windows();
	/* Windows of this function and its caller. */
	w = window_at((word_t)__builtin_frame_address(0) - STACK_BIAS);
	if (w != NULL)
		backtrace((word_t)__builtin_return_address(0), w->in[7], w->in[6]);
	kdb_panic(NULL, (word_t)__builtin_return_address(0),
		  (word_t)__builtin_frame_address(0) - STACK_BIAS);
	arch_halt_failed();
}

static __printf(1, 2) void head_of_trap(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	head(fmt, args);
	va_end(args);
}

void panic_trap(const struct trap_record *r)
{
	head_of_trap("trap %#lx in the kernel, address %#lx, status %#lx", r->type & 0x1ff,
		     r->address, r->status);
	kprintf("tl %lu tt %03lx tpc %016lx tnpc %016lx tstate %010lx\n", r->tl, r->tt, r->tpc,
		r->tnpc, r->tstate);
	kprintf("sp %016lx fp %016lx i7 %016lx o7 %016lx\nlast call from:\n", r->sp, r->fp, r->i7,
		r->o7);
	ksyms_print(&kernel_symbols, r->o7);
	backtrace(r->tpc, r->i7, r->fp);
	kdb_panic(&(struct save_frame){
			.tpc = r->tpc, .tnpc = r->tnpc, .tstate = r->tstate, .type = r->type,
			.fault_address = r->address, .fault_status = r->status,
			.out = { [6] = r->sp, [7] = r->o7 },
		  }, r->tpc, r->fp);
	arch_halt_failed();
}

void port_report_halt(struct tcb *t, const char *why)
{
	kprintf("\n--- thread %#lx halted at %#lx: %s (trap %#lx, address %#lx) ---\n", t->id,
		port_user_ip(t), why, t->frame.type, t->frame.fault_address);
}
