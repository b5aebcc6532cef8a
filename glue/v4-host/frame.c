/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers of threads as the API sees them: values of ExchangeRegisters, results of
 * system calls, messages of exceptions.
 */
#include <api/port.h>

#include <api/fault.h>
#include <api/utcb.h>

void port_frame_init(struct tcb *t)
{
	t->frame = (struct save_frame){ .flags = HOST_FLAGS_FIXED };
}

word_t port_user_ip(struct tcb *t)
{
	return t->frame.ip;
}

word_t port_user_sp(struct tcb *t)
{
	return t->frame.sp;
}

word_t port_user_flags(struct tcb *t)
{
	return t->frame.flags;
}

static void look_at_ip(struct tcb *t)
{
	if (t->frame.ip & HOST_IP_INVALID)
		attention_raise(t, ATTENTION_CHECK);
	else
		attention_clear(t, ATTENTION_CHECK);
}

void port_set_user_ip(struct tcb *t, word_t ip)
{
	t->frame.ip = ip;
	look_at_ip(t);
}

void port_set_user_sp(struct tcb *t, word_t sp)
{
	t->frame.sp = sp;
}

void port_set_user_flags(struct tcb *t, word_t flags)
{
	t->frame.flags = (t->frame.flags & ~HOST_FLAGS_USER) | (flags & HOST_FLAGS_USER);
}

struct tcb *port_check_frame(struct tcb *t)
{
	if (!(t->frame.ip & HOST_IP_INVALID))
		return t;
	attention_raise(t, ATTENTION_CHECK);
	t->frame.exception = HOST_EXCEPTION_BAD_IP;
	return fault_exception(t);
}

void port_return(struct tcb *t, word_t result)
{
	t->frame.result = result;
	t->frame.returns++;
}

void port_return_memory(struct tcb *t, word_t result)
{
	port_return(t, result);
}

void port_return2(struct tcb *t, word_t result, word_t second)
{
	t->frame.result = result;
	t->frame.second = second;
	t->frame.returns++;
}

struct tcb *port_return_exregs(struct tcb *t, word_t result, word_t control, struct tcb *of)
{
	t->frame.result = result;
	t->frame.old[0] = control;
	t->frame.old[1] = of != NULL ? port_user_sp(of) : 0;
	t->frame.old[2] = of != NULL ? port_user_ip(of) : 0;
	t->frame.old[3] = of != NULL ? port_user_flags(of) : 0;
	t->frame.old[4] = of != NULL ? utcb_read(thread_of(of), L4_UTCB_USER_HANDLE) : 0;
	t->frame.old[5] = of != NULL ? utcb_read_tid(thread_of(of), L4_UTCB_PAGER) : 0;
	t->frame.returns++;
	return t;
}

void port_return_values(struct tcb *t, word_t result, const struct exregs *old)
{
	t->frame.result = result;
	t->frame.old[0] = old->control;
	t->frame.old[1] = old->sp;
	t->frame.old[2] = old->ip;
	t->frame.old[3] = old->flags;
	t->frame.old[4] = old->handle;
	t->frame.old[5] = old->pager;
	t->frame.returns++;
}

void port_return_ipc(struct tcb *t, word_t tag, word_t from, bool received)
{
	(void)received;
	utcb_write(thread_of(t), L4_UTCB_MR0, tag);
	t->frame.tag = tag;
	t->frame.from = from;
	t->frame.returns++;
}

void port_return_unmap(struct tcb *t)
{
	t->frame.returns++;
}

/* Words of an exception message: IP, SP, flags, number, then the registers. */
#define WORD_IP		1
#define WORD_SP		2
#define WORD_FLAGS	3
#define WORD_NUMBER	4
#define WORD_REGISTERS	5

unsigned int port_exception_words(const struct tcb *t)
{
	(void)t;
	return WORD_REGISTERS + HOST_REGISTERS - 1;
}

void port_exception_message(const struct tcb *t, word_t *mr)
{
	mr[WORD_IP] = t->frame.ip;
	mr[WORD_SP] = t->frame.sp;
	mr[WORD_FLAGS] = t->frame.flags;
	mr[WORD_NUMBER] = t->frame.exception;
	for (unsigned int i = 0; i < HOST_REGISTERS; i++)
		mr[WORD_REGISTERS + i] = t->frame.reg[i];
}

void port_exception_reply(struct tcb *t, const volatile word_t *mr, unsigned int u)
{
	if (u >= WORD_IP)
		port_set_user_ip(t, mr[WORD_IP]);
	if (u >= WORD_SP)
		port_set_user_sp(t, mr[WORD_SP]);
	if (u >= WORD_FLAGS)
		port_set_user_flags(t, mr[WORD_FLAGS]);
	for (unsigned int i = WORD_REGISTERS; i <= u && i <= port_exception_words(t); i++)
		t->frame.reg[i - WORD_REGISTERS] = mr[i];
}
