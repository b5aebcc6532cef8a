/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the suites share: threads that do as they are told (helpers), IPC as data, access to memory
 * by a helper, checks of IPC results.
 *
 * The main thread (root task, priority 255) runs the tests. It is the pager of every helper and by
 * choice its exception handler, so that all a helper can do to it is send a message.
 */
#ifndef L4_TEST_TEST_H
#define L4_TEST_TEST_H

#include <l4/types.h>
#include <l4/ipc.h>
#include <l4/kip.h>
#include <l4/lipc.h>
#include <l4/message.h>
#include <l4/schedule.h>
#include <l4/sigma0.h>
#include <l4/space.h>
#include <l4/thread.h>

#include <rt_thread.h>
#include <stdbool.h>
#include <stddef.h>
#include <tap.h>

#include "words.h"

/* How long the main thread waits for what should come at once. */
#define PATIENCE	L4_TimePeriod(500000 + lateness)

#define HELPERS		52	/* thread numbers behind the main thread's that tests may use */
#define STACK_BYTES	4096
#define POOL_PAGES	48
#define UTCB_UNCHANGED	((void *)~(L4_Word_t)0)
/* What of a number fits into a word. */
#define WORD(number)	((L4_Word_t)((number) & ~(L4_Word_t)0))

/* Free places: in helpers' own spaces, and (the first one) in the main thread's. */
#define PLACE		0x50000000ul
#define PLACE_LOG2	25
#define UTCB_AREA_THERE	0x80000000ul

/* The area of the kernel interface page of a space that has it at this address. */
static inline L4_Fpage_t kip_area_at(L4_Word_t address)
{
	return L4_FpageLog2(address, (int)L4_KipAreaSizeLog2(L4_GetKernelInterface()));
}

/* The same where the main thread's is. */
static inline L4_Fpage_t own_kip_area(void)
{
	return kip_area_at((L4_Word_t)L4_GetKernelInterface());
}

#define CODE(e, phase)		((L4_Word_t)(e) << 1 | (phase))
#define SEND_TIMEOUT		CODE(L4_IPC_TIMEOUT, L4_IPC_PHASE_SEND)
#define RECEIVE_TIMEOUT		CODE(L4_IPC_TIMEOUT, L4_IPC_PHASE_RECEIVE)
#define SEND_NO_PARTNER		CODE(L4_IPC_NO_PARTNER, L4_IPC_PHASE_SEND)
#define RECEIVE_NO_PARTNER	CODE(L4_IPC_NO_PARTNER, L4_IPC_PHASE_RECEIVE)
#define SEND_CANCELLED		CODE(L4_IPC_CANCELLED, L4_IPC_PHASE_SEND)
#define RECEIVE_CANCELLED	CODE(L4_IPC_CANCELLED, L4_IPC_PHASE_RECEIVE)
#define SEND_OVERFLOW		CODE(L4_IPC_OVERFLOW, L4_IPC_PHASE_SEND)
#define RECEIVE_OVERFLOW	CODE(L4_IPC_OVERFLOW, L4_IPC_PHASE_RECEIVE)

#define NEVER			((L4_Word_t)0)
#define NO_WAIT			L4_Timeouts(L4_ZeroTime, L4_ZeroTime)

/*
 * Microseconds by which all may be later than it should: 0 where the clock counts instructions.
 * Elsewhere an emulator on a busy machine may stand still in the middle of anything.
 */
extern L4_Word_t lateness;
/*
 * Factor of intervals that must be long beside such a disturbance: 1 where the clock counts
 * instructions, else a power of two, by which each period of X.2 can be multiplied exactly. The
 * busier the host, the greater are both: they change between tests only.
 */
extern L4_Word_t stretch;

/*
 * In real time the running test is tried again when it fails. Only for tests that measure time
 * which cannot be stretched, or that must meet a thread in the middle of work in the kernel.
 */
void may_be_disturbed(void);
/*
 * True if the running test has met a thread where it had to; else the test fails, but in real time
 * it is tried again and at last skipped: an emulator's interrupt may come when the work is over.
 */
bool caught(bool there);

/*
 * The main thread and all helpers of its space have opted into Lipc without the kernel, and all Ipc
 * is Lipc: lipc=1 on the command line.
 */
extern unsigned long all_opt_in;

extern L4_ThreadId_t main_thread;
extern L4_Word_t page_size;
extern char __image_start[], __data_start[], __image_end[];

/* One Ipc call and its outcome, for whoever executes it. */
struct ipc {
	L4_ThreadId_t to, from;
	L4_Word_t timeouts;
	L4_Word_t acceptor;
	L4_Word_t mr[__L4_NUM_MRS];	/* message to send, then the registers afterwards */
	bool local;			/* Lipc */
	L4_MsgTag_t tag;
	L4_ThreadId_t sender;
	L4_Word_t error;
	volatile bool over;
};

enum outcome {
	DONE,		/* the function returned */
	PAGE_FAULT, IO_FAULT, EXCEPTION,	/* the message is in helper.mr */
	SILENT,		/* nothing came */
	ODD,		/* something else came */
};

struct side;

struct helper {
	L4_ThreadId_t id;
	bool foreign;			/* in a space of its own */
	bool is_partner;		/* a thread with other words: partner.h */
	unsigned int processor;		/* where it was placed */
	bool in_ipc, value_is_id;	/* what that one does */
	const struct side *side;
	L4_Word_t kip;			/* where that has its kernel interface page */
	L4_Word_t value;		/* what its function returned */
	L4_Word_t mr[__L4_NUM_MRS];	/* its last message to the main thread */
	struct ipc ipc;
};

typedef L4_Word_t helper_fn(L4_Word_t a, L4_Word_t b, L4_Word_t c);

/* --- main.c --- */

/* Page i of memory that only tests use; no helper of another space has it to begin with. */
char *page(unsigned int i);
/* The word at the start of page i, as the main thread sees it. */
volatile L4_Word_t *page_word(unsigned int i);
L4_Fpage_t page_fpage(unsigned int i, L4_Word_t rights);
L4_Fpage_t fpage_at(L4_Word_t address, L4_Word_t rights);	/* of one page */
/* A block of the larger page size, mapped as such; 0 if the machine has none left. */
L4_Word_t large_page(void);
L4_Word_t large_page_size(void);

/* --- helper.c: threads; all of them are deleted after each test --- */

/* An id that no thread has; what the test makes of it is deleted after the test. */
L4_ThreadId_t new_id(void);
/* Its thread is gone for good: for a test that makes more threads than there are numbers. */
void id_spare(L4_ThreadId_t id);
/* The UTCB location and the initial stack pointer for the thread with this id. */
void *utcb_here(L4_ThreadId_t id);
void *utcb_there(L4_ThreadId_t id);
L4_Word_t stack_of(L4_ThreadId_t id);

L4_Word_t thread_delete(L4_ThreadId_t id);
/* Active in the main thread's space, waiting for the start message of `pager`. */
L4_Word_t thread_create_here(L4_ThreadId_t id, L4_ThreadId_t pager);
/* Sends the start message in the name of the calling thread. */
L4_MsgTag_t thread_start(L4_ThreadId_t id, L4_Word_t ip);
/* Inactive in a space of its own, areas set. */
L4_Word_t space_create(L4_ThreadId_t id, L4_Word_t kip_base);
/* The same for a partner. */
L4_Word_t space_create_narrow(L4_ThreadId_t id, L4_Word_t kip_base);

/*
 * Helpers wait for functions to execute. They never are NULL; if the kernel refuses one, the test
 * has failed and everything asked of it is SILENT.
 */
struct helper *helper_here(void);
/* One of the main thread's space opts into Lipc without the kernel. False: it cannot. */
bool helper_opt_in(struct helper *h);
struct helper *helper_there(void);
struct helper *helper_there_with(L4_Word_t kip_base);
/* With words of this program's size, even if others are partners (partner.h). */
struct helper *helper_there_alike(void);
struct helper *helper_beside(struct helper *h);
/* In a space with a UTCB area of this size. */
struct helper *helper_there_wide(L4_Word_t utcb_bytes);
/*
 * A helper whose loop begins at ip: it calls the main thread as helpers do. `created` tells whether
 * ThreadControl has made it.
 */
struct helper *helper_begin(L4_ThreadId_t id, L4_Word_t created, bool foreign, L4_Word_t ip);
/* That loop: a thread that is sent there begins anew. */
void helper_main(void);
/* From now on its space has the program as it is with the interface page at `kip`. */
void helper_move_kip(struct helper *h, L4_Word_t kip);
/* Another thread takes the place of h: its old id is gone. */
void helper_forget(struct helper *h);

/*
 * The running test is about words of this program's size, its functions or its spaces: all of its
 * helpers have those, even if others have partners (partner.h). Before the first of them.
 */
void helpers_alike(void);
/*
 * The running test is about threads that share a processor: all of its helpers stay with the main
 * thread, even if others are placed on several (processors.h). Before the first of them.
 */
void helpers_together(void);
/*
 * The X bit of a message from one to the other: set if they are on different processors. NULL: the
 * main thread.
 */
L4_Word_t x_bit(const struct helper *from, const struct helper *to);
/* In the program of h: an address in code that faults; -1 as h has it. */
L4_Word_t where_is(const struct helper *h, const char *place);
L4_Word_t all_ones(const struct helper *h);

void helper_start(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c);
/* Gives it the pages of the program it misses, until something else comes of it. */
enum outcome helper_finish(struct helper *h);
enum outcome helper_run(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c);
/* The value of a function that must succeed. */
L4_Word_t helper_call(struct helper *h, helper_fn *fn, L4_Word_t a, L4_Word_t b, L4_Word_t c);

/* Answers its fault with an item and waits on. */
enum outcome helper_answer(struct helper *h, L4_Word_t item0, L4_Word_t item1);
/* Makes a probe that faulted return; helper_finish follows inside. */
void helper_abort_probe(struct helper *h);

/* Sleeps until *word has this value, true; false if it has not for ten times PATIENCE. */
bool await_word(const volatile L4_Word_t *word, L4_Word_t value);
/* Sleeps until *word no longer has this value, true; false after the same time. */
bool await_change(const volatile L4_Word_t *word, L4_Word_t value);
/* Sleeps until *word is greater, true; false after the same time. */
bool await_over(const volatile L4_Word_t *word, L4_Word_t value);
/* Returns when all ready threads of the helpers' priority have had so many turns there. */
void turns_pass(unsigned int turns);
/* Returns when every thread of a priority above the lowest one waits for something. */
void settle(void);

/* Schedule with all parameters -1. */
L4_Word_t thread_state(L4_ThreadId_t id);

struct exregs {
	L4_ThreadId_t id;
	L4_Word_t control, sp, ip, flags, handle;
	L4_ThreadId_t pager;
};

/* ExchangeRegisters; `r` holds the parameters, then the results. */
void exregs(L4_ThreadId_t dest, L4_Word_t control, struct exregs *r);
struct exregs exregs_read(L4_ThreadId_t dest);
struct exregs exregs_control(L4_ThreadId_t dest, L4_Word_t control);

/* --- work.c: what helpers do --- */

void ipc_execute(struct ipc *ipc);
/* Word i of a message of these tests. */
L4_Word_t pattern(unsigned int i);
/* Bits that all words of messages have: fewer if some helpers have other words. */
extern L4_Word_t pattern_mask;
/* Tag and words to send. */
void message_set(L4_Word_t *mr, L4_Word_t label, unsigned int u);
void message_load(L4_Word_t label, unsigned int u);
/* How many of words 1..u are not as message_set made them. */
unsigned int words_wrong(const L4_Word_t *mr, unsigned int u);

/* The helper begins an Ipc (its message stands in h->ipc.mr); returns when all is at rest. */
void helper_ipc(struct helper *h, L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts);
void helper_receive(struct helper *h, L4_ThreadId_t from);
void helper_receive_window(struct helper *h, L4_ThreadId_t from, L4_Fpage_t window);
void helper_send(struct helper *h, L4_ThreadId_t to, L4_Word_t label, unsigned int u);
/* Waits for the end of it; true if it succeeded. */
bool helper_ipc_ended(struct helper *h);
/* True if it is over, for who does not wait. */
bool helper_ipc_is_over(struct helper *h);
/* Sleeps until it is over, true; false if it is not for ten times PATIENCE. */
bool await_ipc_over(struct helper *h);

/* Sends a map or grant item to a helper that receives with this window; the main thread's tag. */
L4_MsgTag_t item_send(struct helper *h, L4_Word_t item0, L4_Word_t item1, L4_Fpage_t window);
/* The usual case, checked. */
void give(struct helper *h, L4_Fpage_t fpage, L4_Word_t base, L4_Fpage_t window);
/* From helper to helper. */
void pass(struct helper *from, struct helper *to, L4_Word_t item0, L4_Word_t item1,
	  L4_Fpage_t window);

bool can_read(struct helper *h, L4_Word_t address);
bool can_write(struct helper *h, L4_Word_t address, L4_Word_t value);
bool can_execute(struct helper *h, L4_Word_t address);
/* The word a helper reads; 0 and a failed test if it cannot. */
L4_Word_t peek(struct helper *h, L4_Word_t address);

bool is_protocol(L4_Word_t tag, long protocol);
L4_Word_t fault_access(const struct helper *h);

/* Functions for helpers. */
L4_Word_t work_nothing(L4_Word_t a, L4_Word_t b, L4_Word_t c);
L4_Word_t work_ipc(L4_Word_t ipc, L4_Word_t b, L4_Word_t c);
L4_Word_t work_set_handler(L4_Word_t handler, L4_Word_t b, L4_Word_t c);
L4_Word_t work_tcr(L4_Word_t index, L4_Word_t b, L4_Word_t c);
L4_Word_t work_set_tcr(L4_Word_t index, L4_Word_t value, L4_Word_t c);
/* Gives up the processor, so many times. */
L4_Word_t work_turns(L4_Word_t turns, L4_Word_t b, L4_Word_t c);
/* Counts in *counter until *stop. */
L4_Word_t work_count(L4_Word_t counter, L4_Word_t stop, L4_Word_t c);

/* --- processor: <cpu>/ --- */

/* Functions for helpers whose faults can be aborted. */
L4_Word_t probe_read(L4_Word_t address, L4_Word_t b, L4_Word_t c);
L4_Word_t probe_write(L4_Word_t address, L4_Word_t value, L4_Word_t c);
L4_Word_t probe_execute(L4_Word_t address, L4_Word_t b, L4_Word_t c);
/* Their instructions that fault. */
extern const char probe_read_ip[], probe_write_ip[];
extern const char probe_failed[];
/* Raises an exception; made to go on at raise_exception_end, it returns 0. */
L4_Word_t raise_exception(L4_Word_t a, L4_Word_t b, L4_Word_t c);
extern const char raise_exception_end[];
/* Writes a function that returns 0x5a into memory. */
void put_function(void *memory);
/* An endless loop that needs no stack. */
extern const char spin[];
/* Before the first test. */
void machine_setup(void);
/* True if the same instructions always take the same time. */
bool clock_is_counted(void);
/* Ticks of a clock that counts processor cycles, or instructions where those are counted. */
L4_Word_t cycles(void);

/* Free memory of a kernel with assertions; others say 0. */
L4_Word_t kernel_memory(void);
/*
 * With DEBUG_KMEM the n-th allocation of the kernel from now on fails. Returns how far away the one
 * that was chosen before still was; 0: it has failed. Other kernels return n.
 */
L4_Word_t kernel_memory_fail(L4_Word_t n);

/* --- checks --- */

#define check_ok(expression)								\
	({										\
		L4_MsgTag_t tag_ = (expression);					\
											\
		tap_check_msg(L4_IpcSucceeded(tag_), "%s: tag %#lx, error code %#lx",	\
			      #expression, tag_.raw, L4_ErrorCode());			\
	})

#define check_error(expression, code)							\
	({										\
		L4_MsgTag_t tag_ = (expression);					\
		L4_Word_t error_ = L4_ErrorCode();					\
											\
		tap_check_msg(L4_IpcFailed(tag_) && error_ == (code),			\
			      "%s: tag %#lx, error code %#lx, not %#lx", #expression,	\
			      tag_.raw, error_, (L4_Word_t)(code));			\
	})

/* The end of a helper's Ipc. */
#define check_helper_ok(h)								\
	tap_check_msg(helper_ipc_ended(h), "%s: over %d, tag %#lx, error code %#lx", #h,	\
		      (h)->ipc.over, (h)->ipc.tag.raw, (h)->ipc.error)

#define check_helper_error(h, code)							\
	tap_check_msg(!helper_ipc_ended(h) && (h)->ipc.over && (h)->ipc.error == (code),	\
		      "%s: over %d, tag %#lx, error code %#lx, not %#lx", #h,		\
		      (h)->ipc.over, (h)->ipc.tag.raw, (h)->ipc.error, (L4_Word_t)(code))

/* A system call that returned 0, and why. */
#define check_refused(expression, code)							\
	({										\
		L4_Word_t result_ = (expression), error_ = L4_ErrorCode();		\
											\
		tap_check_msg(result_ == 0 && error_ == (code),				\
			      "%s: result %#lx, error code %lu, not %lu", #expression,	\
			      result_, error_, (L4_Word_t)(code));			\
	})

#define check_granted(expression)							\
	({										\
		L4_Word_t result_ = (expression);					\
											\
		tap_check_msg(result_ != 0, "%s: error code %lu", #expression,		\
			      L4_ErrorCode());						\
	})

#endif
