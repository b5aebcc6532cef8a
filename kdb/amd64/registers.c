/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers: of the kernel as a panic shows them too, of threads in the width of the code that they
 * run.
 */
#include "code.h"

#include <generic/cpu.h>
#include <glue/panic.h>
#include <kdb/cpu.h>
#include <kdb/kdb.h>

static const char *code_name(const struct tcb *t, bool is_32bit)
{
	bool is_compat = t->space != NULL && space_is_compat(t->space);

	if (is_32bit)
		return is_compat ? ", 32-bit code" : ", 32-bit code of a 64-bit space";
	return is_compat ? ", 64-bit code of a 32-bit space" : "";
}

static void print_32bit(const struct save_frame *f)
{
	if (f->vector > FRAME_FULL)
		kdb_printf("in an entry stub: only some of these are its registers\n");
	kdb_printf("eip %08x cs %02x eflags %08x esp %08x ss %02x\n", (u32)f->rip, (u16)f->cs,
		   (u32)f->rflags, (u32)f->rsp, (u16)f->ss);
	kdb_printf("eax %08x ebx %08x ecx %08x edx %08x\n", (u32)f->rax, (u32)f->rbx, (u32)f->rcx,
		   (u32)f->rdx);
	kdb_printf("esi %08x edi %08x ebp %08x\n", (u32)f->rsi, (u32)f->rdi, (u32)f->rbp);
}

/* Those of 32-bit code matter. Others than the running thread have what the kernel gives. */
static void print_segments(const struct tcb *t)
{
	const u16 *s = kdb_stop.cpu->arch.segments;

	if (t == kdb_stop.cpu->current)
		kdb_printf("ds %02x es %02x fs %02x gs %02x as they were on entry\n", s[0], s[1],
			   s[2], s[3]);
}

void kdb_cpu_print_thread(const struct tcb *t)
{
	bool is_32bit = runs_32bit_code(t);

	kdb_printf("of thread %#lx, vector %#lx, error %#lx%s:\n", t->id, t->frame.vector,
		   t->frame.error, code_name(t, is_32bit));
	if (!is_32bit) {
		frame_print(&t->frame);
		return;
	}
	print_32bit(&t->frame);
	print_segments(t);
}

void kdb_cpu_print_kernel(const struct save_frame *f)
{
	frame_print(f);
	control_print();
}

void kdb_cpu_print_backtrace(word_t ip, word_t fp)
{
	backtrace_print(ip, fp);
}
