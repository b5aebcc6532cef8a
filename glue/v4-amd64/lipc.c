/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lipc without the kernel on AMD64. While threads may switch in user mode the processor uses the
 * second IDT, and no SYSCALL is known as a stub's: so all entries come here, and the others pay
 * nothing. (The stub: stubs.S)
 */
#include <api/lipc.h>

#include <api/ipc.h>
#include <api/port.h>
#include <api/space.h>
#include <api/syscalls.h>
#include <api/utcb.h>
#include <arch/cpureg.h>
#include <arch/iobitmap.h>
#include <arch/segments.h>
#include <arch/tlb.h>
#include <generated/syscalls.h>
#include <generic/cpu.h>
#include <generic/iospace.h>
#include <glue/glue.h>
#include <glue/stubs.h>

#define GS_CURRENT	0	/* words that users see from gs:0 on */
#define GS_KEY		1

#define SYSCALL_BYTES	2

extern const char stubs_start[], stub_ipc[], stub_lipc_opt[];
extern const char stub_lipc_begin[], stub_lipc_committed[], stub_lipc_on_stack[];
extern const char stub_lipc_behind[], stub_lipc_more[], stub_lipc_more_kernel[], stub_lipc_end[];

/* In place of a floating-point state: such a thread has none, and the way out looks at it. */
static char no_state[1];

static word_t in_window(const char *stub)
{
	return STUB_PAGE_ADDRESS + (word_t)(stub - stubs_start);
}

static bool is_within(word_t ip, const char *first, const char *end)
{
	return ip >= in_window(first) && ip < in_window(end);
}

err_t port_lipc_show(struct space *s, void *page)
{
	err_t err = iospace_own_window(&s->io, &s->pt);

	if (err)
		return err;
	arch_io_own_gs(s->io.pt.ports, arch_near_cpu()->number, page);
	arch_tlb_flush_space(s->pt.space_word);
	return ERR_OK;
}

void port_lipc_mark(struct tcb *t, bool on)
{
	t->fpu = on ? no_state : NULL;
}

bool port_lipc_stack(const struct tcb *t, word_t *sp)
{
	*sp = t->frame.rsp;
	return t->frame.vector == FRAME_IPC;
}

/* Flags stay with the processor in user mode. */
void port_lipc_wait(struct tcb *t, word_t sp)
{
	t->frame.vector = FRAME_IPC;
	t->frame.rsp = sp;
	t->frame.rflags = RFLAGS_FIXED | RFLAGS_IF;
}

void port_lipc_move(struct tcb *to, const struct tcb *from)
{
	to->frame = from->frame;
}

bool lipc_request(struct tcb *me)
{
	struct thread *t = thread_of(me);
	bool wants = me->frame.rdi != 0;

	if (me->frame.rip != in_window(stub_lipc_opt) + SYSCALL_BYTES ||
	    me->frame.cs != SEL_USER_CODE64 || thread_is_compat(t))
		return false;
	if (!wants)
		lipc_forget(t);
	else if (me->fpu == NULL && lipc_opt_in(t))
		wants = false;
	me->frame.vector = FRAME_CALL;
	port_return(me, wants && lipc_is_in(me));
	return true;
}

void lipc_leave(struct tcb *t)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();
	word_t key = (word_t)c->number + 1;

	if (c->arch.fpu_is_for != NULL)
		fpu_state_enter(NULL);
	if (!lipc_publish(t, key))
		return;
	arch_user_gs_write(GS_KEY, key);
	c->arch.lipc = true;
	/* No instruction has such an address. */
	IPC_RETURN(c) = 1ull << 63;
	segments_use_second(true);
}

/*
 * t is in the switch, in front of the instruction that commits it, and what it has found out is not
 * true any more: it calls the kernel instead, with all that it has been called with. False: it is
 * elsewhere.
 */
static bool begin_anew(struct tcb *t)
{
	word_t ip = t->frame.rip;

	if (t->frame.cs != SEL_USER_CODE64)
		return false;
	if (is_within(ip, stub_lipc_begin, stub_lipc_committed) ||
	    is_within(ip, stub_lipc_behind, stub_lipc_more)) {
		t->frame.rip = in_window(stub_ipc);
		return true;
	}
	if (is_within(ip, stub_lipc_more, stub_lipc_end)) {
		t->frame.rip = in_window(stub_lipc_more_kernel);
		return true;
	}
	return false;
}

/*
 * t has been switched to and its next instruction takes the stack pointer from its record, where
 * lipc_publish() writes another word: so the kernel does what that instruction does.
 */
static void finish_switch(struct tcb *t)
{
	if (t->frame.rip != in_window(stub_lipc_committed) || t->frame.cs != SEL_USER_CODE64)
		return;
	t->frame.rsp = utcb_read_plain(thread_of(t), L4_UTCB_LIPC_STACK);
	t->frame.rip = in_window(stub_lipc_on_stack);
}

/* Into the kernel. True in *is_anew: the thread calls Ipc next, whatever has led here. */
static struct tcb *enter(struct tcb *t, bool *is_anew)
{
	struct cpu ARCH_NEAR *c = arch_near_cpu();

	c->arch.lipc = false;
	IPC_RETURN(c) = STUB_PAGE_ADDRESS + STUB_RETURN;
	segments_use_second(false);
	arch_user_gs_write(GS_KEY, 0);
	t = lipc_take(t, arch_user_gs_read(GS_CURRENT));
	finish_switch(t);
	*is_anew = begin_anew(t);
	return t;
}

struct tcb *lipc_enter(struct tcb *t)
{
	bool is_anew;

	return enter(t, &is_anew);
}

struct tcb *lipc_trap(struct tcb *t)
{
	bool is_anew;

	/* Of kernel mode's own entries, after a step: see debug_entry. */
	t = enter(t, &is_anew);
	if (t->frame.vector >= VECTOR_FIRST_IRQ)
		return interrupt_handler(t);
	/* A fault in the switch is one of whom it was given: the kernel says what is wrong. */
	if (is_anew && t->frame.vector != VECTOR_DEBUG)
		return t;
	return trap_handler(t);
}

static void save_message(struct tcb *t)
{
	word_t *mr = tcb_utcb(t);

	mr[0] = t->frame.r9;
	mr[1] = t->frame.rax;
	mr[2] = t->frame.rbx;
	mr[3] = t->frame.r10;
	mr[4] = t->frame.r12;
	mr[5] = t->frame.r13;
	mr[6] = t->frame.r14;
	mr[7] = t->frame.r15;
}

struct tcb *lipc_syscall(struct tcb *t)
{
	const struct save_frame *f = &t->frame;
	word_t number;

	t = lipc_enter(t);
	f = &t->frame;
	number = f->rip - (STUB_PAGE_ADDRESS + STUB_RETURN);
	number = number >> STUB_SHIFT | number << (WORD_BITS - STUB_SHIFT);
	if (number >= SYSCALL_COUNT || f->cs != SEL_USER_CODE64)
		return syscall_stray(t);
	/* As entry.S has it: what differs is only where the registers are. */
	t->frame.vector = FRAME_IPC;
	if (number != SYSCALL_IPC && number != SYSCALL_UNMAP) {
		number &= STUB_TABLE - 1;
		return syscalls[number](f->rdi, f->rsi, f->rdx, t, f->r8, f->r9);
	}
	save_message(t);
	if (number == SYSCALL_UNMAP)
		return sys_unmap(t, f->rdx);
	return sys_ipc(t, f->rsi, f->rdx, f->r8, f->r9);
}
