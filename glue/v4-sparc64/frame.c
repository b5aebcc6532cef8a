/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers of threads as the API sees them: values of ExchangeRegisters, results of system
 * calls, messages of exceptions. (X.2, SPARC-V9 binding)
 */
#include <api/port.h>

#include <api/utcb.h>
#include <arch/cpureg.h>
#include <arch/trap.h>
#include <generated/syscalls.h>
#include <generic/cpu.h>
#include <generic/string.h>
#include <glue/glue.h>

#define OUT_SP		6
#define OUT_RETURN	7	/* address of the call instruction */
#define GLOBAL_FLAGS	4	/* ExchangeRegisters */

#define FRAME_PLAIN	0	/* type: nothing is known of how the thread entered */

/* Condition codes and address space, and of the state register what is harmless. */
#define FLAGS_VISIBLE	(~(word_t)TSTATE_CWP)
#define FLAGS_CHANGEABLE \
	(0xfful << 32 | 0xfful << 24 | \
	 (word_t)(PSTATE_AM | PSTATE_MM | PSTATE_CLE) << TSTATE_PSTATE_SHIFT)
/* The same for a thread with a floating-point state: others get one with the unit. */
#define FLAGS_FPU	((word_t)PSTATE_PEF << TSTATE_PSTATE_SHIFT)
/* The processor drops the lowest bits of an instruction's address. */
#define IP_MASK		(~(word_t)(INSTRUCTION_BYTES - 1))

/* The oldest window is there from the start: the thread is in the kernel with one window. */
void port_frame_init(struct tcb *t)
{
	kmemset(&t->frame, 0, sizeof(t->frame));
	t->frame.tstate = (word_t)PSTATE_IE << TSTATE_PSTATE_SHIFT;
	t->frame.tnpc = INSTRUCTION_BYTES;
	t->frame.slot_end = &t->frame.slot[1];
}

/* Behind the call of a stub; whatever is in the register, it is the address of an instruction. */
word_t frame_stub_return(const struct tcb *t)
{
	return (t->frame.out[OUT_RETURN] + CALL_BYTES) & IP_MASK;
}

static bool is_in_stub(const struct tcb *t)
{
	return t->frame.type > SYSCALL_KERNEL_INTERFACE && t->frame.type <= SYSCALL_LAST;
}

word_t port_user_ip(struct tcb *t)
{
	return is_in_stub(t) ? frame_stub_return(t) : t->frame.tpc;
}

word_t port_user_sp(struct tcb *t)
{
	return t->frame.out[OUT_SP];
}

word_t port_user_flags(struct tcb *t)
{
	return t->frame.tstate & FLAGS_VISIBLE;
}

/* As if the stub had returned already. The short path, which has its own way back, keeps away. */
static void finish_stub(struct tcb *t)
{
	if (!is_in_stub(t))
		return;
	t->frame.tpc = frame_stub_return(t);
	t->frame.tnpc = t->frame.tpc + INSTRUCTION_BYTES;
	t->frame.type = FRAME_PLAIN;
	attention_raise(t, ATTENTION_CHECK);
}

void port_set_user_ip(struct tcb *t, word_t ip)
{
	finish_stub(t);
	t->frame.type = FRAME_PLAIN;
	t->frame.tpc = ip & IP_MASK;
	t->frame.tnpc = (ip & IP_MASK) + INSTRUCTION_BYTES;
}

/* An even value is an address: the register holds it with the bias. */
void port_set_user_sp(struct tcb *t, word_t sp)
{
	t->frame.out[OUT_SP] = sp & 1 ? sp : sp - STACK_BIAS;
}

static inline void set_flags(struct tcb *t, word_t flags)
{
	word_t changeable;

	if (likely(t->frame.tstate == flags))
		return;
	changeable = FLAGS_CHANGEABLE | (t->fpu != NULL ? FLAGS_FPU : 0);
	t->frame.tstate ^= (t->frame.tstate ^ flags) & changeable;
	/* The way out of the kernel looks at the flags of those that are not usual. */
	if (unlikely(!flags_are_usual(t)))
		usual_set(t, USUAL_REGISTERS, false);
}

void port_set_user_flags(struct tcb *t, word_t flags)
{
	finish_stub(t);
	set_flags(t, flags);
}

/* No frame of this processor can make the way out fail. */
struct tcb *port_check_frame(struct tcb *t)
{
	return t;
}

void port_return(struct tcb *t, word_t result)
{
	t->frame.out[0] = result;
}

void port_return_memory(struct tcb *t, word_t result)
{
	t->frame.out[0] = result;
}

/* A refused call has two results too, whichever it was: registers that are none stay. */
void port_return2(struct tcb *t, word_t result, word_t second)
{
	t->frame.out[0] = result;
	if (t->frame.type == SYSCALL_SCHEDULE || t->frame.type == SYSCALL_SPACE_CONTROL)
		t->frame.out[1] = second;
}

struct tcb *port_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of)
{
	struct exregs old = { 0 };

	if (of != NULL)
		old = (struct exregs){
			.sp = port_user_sp(of), .ip = port_user_ip(of),
			.flags = port_user_flags(of),
			.handle = utcb_read(thread_of(of), L4_UTCB_USER_HANDLE),
			.pager = utcb_read_tid(thread_of(of), L4_UTCB_PAGER),
		};
	t->frame.out[0] = result;
	t->frame.out[1] = control;
	t->frame.out[2] = old.sp;
	t->frame.out[3] = old.ip;
	t->frame.out[4] = old.pager;
	t->frame.out[5] = old.handle;
	t->frame.global[GLOBAL_FLAGS] = old.flags;
	return t;
}

/* Where it goes on was known when it entered, or is found on the way out. */
void port_return_ipc(struct tcb *t, word_t tag, word_t from, bool received)
{
	(void)received;
	utcb_write(thread_of(t), L4_UTCB_MR0, tag);
	t->frame.out[0] = from;
	t->frame.message = 1;
}

/* Results stand in the message registers, where the caller looks. */
void port_return_unmap(struct tcb *t)
{
	(void)t;
}

/* Words of the message of an exception, and of a software trap that the kernel does not know. */
#define EXCEPTION_WORDS		8
#define SOFTWARE_TRAP_WORDS	10
/* Words of a reply. */
#define EXCEPTION_IP		1
#define EXCEPTION_NEXT_IP	2
#define EXCEPTION_SP		3
#define EXCEPTION_FLAGS		4
#define SOFTWARE_TRAP_RESULTS	6
#define SOFTWARE_TRAP_FLAGS	10

static bool is_software_trap(const struct tcb *t)
{
	return (t->frame.type & TRAP_TYPE_MASK) >= TRAP_SOFTWARE;
}

unsigned int port_exception_words(const struct tcb *t)
{
	return is_software_trap(t) ? SOFTWARE_TRAP_WORDS : EXCEPTION_WORDS;
}

static __noinline void software_trap_message(const struct save_frame *f, word_t *mr)
{
	for (unsigned int i = 1; i <= SOFTWARE_TRAP_RESULTS; i++)
		mr[i] = f->out[i - 1];
	mr[7] = (f->type & TRAP_TYPE_MASK) - TRAP_SOFTWARE;
	mr[8] = f->tpc;
	mr[9] = f->out[OUT_SP];
	mr[SOFTWARE_TRAP_FLAGS] = f->tstate & FLAGS_VISIBLE;
}

void port_exception_message(const struct tcb *t, word_t *mr)
{
	const struct save_frame *f = &t->frame;

	if (unlikely(is_software_trap(t))) {
		software_trap_message(f, mr);
		return;
	}
	mr[EXCEPTION_IP] = f->tpc;
	mr[EXCEPTION_NEXT_IP] = f->tnpc;
	mr[EXCEPTION_SP] = f->out[OUT_SP];
	mr[EXCEPTION_FLAGS] = f->tstate & FLAGS_VISIBLE;
	mr[5] = f->type & TRAP_TYPE_MASK;
	mr[6] = t->local_id;
	mr[7] = f->fault_address;
	mr[8] = f->fault_status;
}

static __noinline void software_trap_reply(struct tcb *t, const volatile word_t *mr,
					   unsigned int u)
{
	for (unsigned int i = 1; i <= u && i <= SOFTWARE_TRAP_RESULTS; i++)
		t->frame.out[i - 1] = mr[i];
	if (u >= SOFTWARE_TRAP_FLAGS)
		port_set_user_flags(t, mr[SOFTWARE_TRAP_FLAGS]);
	t->frame.tpc = t->frame.tnpc;
	t->frame.tnpc += INSTRUCTION_BYTES;
}

/* What the thread has entered by is its exception, so it is in no stub. */
void port_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u)
{
	struct save_frame *f = &t->frame;

	if (unlikely(is_software_trap(t))) {
		software_trap_reply(t, mr, u);
		return;
	}
	if (u < EXCEPTION_IP)
		return;
	f->tpc = mr[EXCEPTION_IP] & IP_MASK;
	f->tnpc = u >= EXCEPTION_NEXT_IP ? mr[EXCEPTION_NEXT_IP] & IP_MASK :
					   f->tpc + INSTRUCTION_BYTES;
	if (u >= EXCEPTION_SP)
		port_set_user_sp(t, mr[EXCEPTION_SP]);
	if (u >= EXCEPTION_FLAGS)
		set_flags(t, mr[EXCEPTION_FLAGS]);
}
