/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short path of IPC on SPARC-V9. It runs at trap level 1, with the alternate globals, in the
 * user's own window and without a stack: the message words stay in the locals, and the receiver
 * goes on in the same window. So these functions are leaves: the compiler uses what the user has
 * lost anyway, the outs, and `make check` looks for windows and stack accesses. (X.2, SPARC-V9
 * binding)
 *
 * Partners have no other window than this one: the vector looks at the sender's, and threads that
 * had more when they began to wait are not usual. The windows that are there already are the
 * receiver's to use: all registers of this one are given values, those below are saved, and those
 * above are cleared by the trap for unclean windows.
 */
#include <arch/percpu.h>

#include <generic/tcb.h>

__asm__(".register %g2, #scratch\n\t"
	".register %g3, #scratch");

/* The processor's record is in an alternate global. */
register struct cpu *near_cpu __asm__("g5");
/* The id of the receiver without what is above its number: see <glue/fastpath.h>. */
register word_t shifted_id __asm__("g1");

#undef arch_near_cpu
#define arch_near_cpu() near_cpu

#include <api/space.h>
#include <api/thread.h>
#include <arch/asi.h>
#include <generic/ipc_fastpath.h>
#include <generated/syscalls.h>
#include <glue/fastpath.h>
#include <glue/glue.h>

STATIC_ASSERT(L4_TID_ANY == EXPECT_ANY, "FromSpecifier and expect are one");
STATIC_ASSERT(64 - TID_NUMBER_SHIFT - TID_NUMBER_BITS == SHORT_NUMBER_SHIFT,
	      "the vector removes what is above the number");

#define TSTATE_USUAL	(PSTATE_IE << TSTATE_PSTATE_SHIFT)
#define ROOT_CONTEXT	4096	/* context number, behind the entries of a root table */

/* Where a member of the frame is, seen from its start. */
#define FRAME(member)		((int)offsetof(struct save_frame, member))

static __always_inline word_t *line_in_table(word_t id __unused)
{
	return near_cpu->arch.thread_table[shifted_id >> (64 - TID_NUMBER_BITS)];
}

/* The frame of the running thread is in an alternate global, which soon is the receiver's. */
static __always_inline word_t *current_line(void)
{
	word_t *line;

	__asm__ volatile("sub %%g7, %1, %0" : "=r"(line) : "i"(FROM_LINE(frame)));
	return line;
}

static __always_inline bool can_tell(word_t id __unused)
{
	return true;
}

static const struct fastpath_port port = {
	.line = line_in_table, .current = current_line, .any = L4_TID_ANY, .can_tell = can_tell,
};

/* What Ipc keeps, in the window; what is in the normal globals follows at the end. */
static __always_inline void save_registers(void)
{
	__asm__ volatile("stx %%o6, [%%g7 + %0]\n\t"
			 "stx %%o7, [%%g7 + %1]\n\t"
			 "stx %%i6, [%%g7 + %2]\n\t"
			 "stx %%i7, [%%g7 + %3]"
			 : : "i"(FRAME(out[6])), "i"(FRAME(out[7])), "i"(FRAME(slot[0].in[6])),
			   "i"(FRAME(slot[0].in[7])) : "memory");
}

/*
 * Words 8 and up, between the UTCBs, from the last one down: two instructions each. Both may change
 * meanwhile: at the users' own cost.
 */
static __always_inline void copy_words(const struct fastpath *f)
{
	__asm__ volatile("and %%l0, %3, %%g2\n\t"
			 "sll %%g2, 3, %%g2\n\t"
			 "rd %%pc, %%g3\n\t"
			 "sub %%g3, %%g2, %%g2\n\t"
			 "jmp %%g2 + 16 + 8 * %3\n\t"
			 " nop\n\t"
			 ".set .Lword, %3\n\t"
			 ".rept %3 - %2\n\t"
			 "ldx [%0 + 8 * .Lword], %%g3\n\t"
			 "stx %%g3, [%1 + 8 * .Lword]\n\t"
			 ".set .Lword, .Lword - 1\n\t"
			 ".endr"
			 : : "r"(tcb_of_line(f->me)->utcb), "r"(tcb_of_line(f->r)->utcb),
			   "i"(SHORT_WORDS), "i"(L4_TAG_UNTYPED_MASK) : "g2", "g3", "memory");
}

/*
 * The context of the receiver's space; no window above is clean to it. The words that the sender
 * did not send are not its business: from the number of words on, clear registers.
 */
static __always_inline void load_space(word_t root, bool extended)
{
	__asm__ volatile("sethi %%hi(%1), %%g2\n\t"
			 "ldxa [%0 + %%g2] %2, %%g2\n\t"
			 "mov %3, %%g3\n\t"
			 "stxa %%g2, [%%g3] %4"
			 : : "r"(root), "i"(ROOT_CONTEXT), "i"(ASI_PHYS), "i"(MMU_PRIMARY),
			   "i"(ASI_DMMU) : "g2", "g3", "memory");
	if (extended) {
		__asm__ volatile("wrpr %g0, 0, %cleanwin");
		return;
	}
	__asm__ volatile("and %%l0, %0, %%g2\n\t"
			 "brz,pt %%g2, 1f\n\t"
			 " wrpr %%g0, 0, %%cleanwin\n\t"
			 "sll %%g2, 2, %%g2\n\t"
			 "rd %%pc, %%g3\n\t"
			 "add %%g2, %%g3, %%g2\n\t"
			 "jmp %%g2 + 16\n\t"
			 " nop\n"
			 "1:\tclr %%l1\n\t"
			 "clr %%l2\n\t"
			 "clr %%l3\n\t"
			 "clr %%l4\n\t"
			 "clr %%l5\n\t"
			 "clr %%l6\n\t"
			 "clr %%l7"
			 : : "i"(SHORT_WORDS) : "g2", "g3");
}

/* To the frame of the receiver; it goes on behind its call. */
static __always_inline void load_registers(const word_t *line)
{
	__asm__ volatile("add %0, %1, %%g7\n\t"
			 "rdpr %%cwp, %%g2\n\t"
			 "wrpr %%g2, %2, %%tstate\n\t"
			 "ldx [%%g7 + %3], %%o7\n\t"
			 "ldx [%%g7 + %4], %%o6\n\t"
			 "ldx [%%g7 + %5], %%i6\n\t"
			 "ldx [%%g7 + %6], %%i7\n\t"
			 "add %%o7, %7, %%g2\n\t"
			 "andn %%g2, %8, %%g2\n\t"
			 "wrpr %%g2, 0, %%tnpc"
			 : : "r"(line), "i"(FROM_LINE(frame)), "i"(TSTATE_USUAL),
			   "i"(FRAME(out[7])), "i"(FRAME(out[6])), "i"(FRAME(slot[0].in[6])),
			   "i"(FRAME(slot[0].in[7])), "i"(CALL_BYTES), "i"(INSTRUCTION_BYTES - 1)
			 : "g2", "memory");
}

/*
 * From here on the globals are the users'. Nothing of the kernel or the sender stays but its id,
 * global or local, which is so far from its line.
 */
static __always_inline __noreturn void leave(const word_t *me, const word_t *r, int id)
{
	__asm__ volatile("wrpr %%g0, %3, %%pstate\n\t"
			 "stx %%g2, [%0 + %4]\n\t"
			 "stx %%g3, [%0 + %5]\n\t"
			 "ldx [%1 + %4], %%g2\n\t"
			 "ldx [%1 + %5], %%g3\n\t"
			 "ldx [%1 + %6], %%g7\n\t"
			 "ldx [%0 + %2], %%o0\n\t"
			 "wr %%g0, 0, %%y\n\t"
			 "wr %%g0, 0, %%fprs\n\t"
			 ".irp r, g1, g4, g5, g6, o1, o2, o3, o4, o5, i0, i1, i2, i3, i4, i5\n\t"
			 "clr %%\\r\n\t"
			 ".endr\n\t"
			 "done"
			 : : "r"(me), "r"(r), "i"(id), "i"(PSTATE_PRIV),
			   "i"(FROM_LINE(frame.global[2])), "i"(FROM_LINE(frame.global[3])),
			   "i"(FROM_LINE(local_id)) : "g2", "g3", "memory");
	__builtin_unreachable();
}

/* All is checked. To the receiver; `extended`: with words in memory. */
static __always_inline __noreturn void deliver(struct fastpath *f, bool extended)
{
	word_t root = tcb_of_line(f->r)->space_word;

	save_registers();
	ipc_fastpath_switch(f);
	if (extended)
		copy_words(f);
	if (likely(root != tcb_of_line(f->me)->space_word)) {
		load_space(root, extended);
		load_registers(f->r);
		leave(f->me, f->r, FROM_LINE(id));
	} else {
		load_registers(f->r);
		leave(f->me, f->r, FROM_LINE(local_id));
	}
}

/* To another function of its kind, or to the complete path. */
#define GO_ON(function, to, from, timeouts) do { \
	register word_t to_ __asm__("i0") = (to); \
	register word_t from_ __asm__("i1") = (from); \
	register word_t timeouts_ __asm__("i2") = (timeouts); \
	__asm__ volatile("ba,pt %%xcc, " #function "\n\t" \
			 " sllx %0, %3, %%g1" \
			 : : "r"(to_), "r"(from_), "r"(timeouts_), "i"(SHORT_NUMBER_SHIFT) \
			 : "memory"); \
	__builtin_unreachable(); \
} while (0)

/* Perhaps refused for the limit to its wait: a message in time ends that, and nothing is left. */
#define IN_TIME(again, to, from, timeouts) do { \
	struct fastpath f_ = { .r = line_in_table(to) }; \
	ipc_fastpath_look(&f_); \
	if (ipc_fastpath_in_time(&f_, from, port)) \
		GO_ON(again, to, from, timeouts); \
	GO_ON(ipc_call, to, from, timeouts); \
} while (0)

void ipc_short_refused(word_t to, word_t from, word_t timeouts)
{
	IN_TIME(ipc_short, to, from, timeouts);
}

void ipc_extended_refused(word_t to, word_t from, word_t timeouts)
{
	IN_TIME(ipc_extended, to, from, timeouts);
}

/* A local id was given, perhaps: go on with the global one, if it is at hand. */
static __always_inline bool globalize(word_t *to, word_t *from)
{
	const word_t *line;

	if (tid_is_global(*to))
		return false;
	line = *space_local(tcb_of_line(current_line())->space, *to);
	/* The UTCB of a thread that is being deleted is still there. */
	if (tcb_of_line(line)->local_id != *to || *line == L4_TID_NIL)
		return false;
	if (*from == *to)
		*from = *line;
	*to = *line;
	return true;
}

void ipc_short_local(word_t to, word_t from, word_t timeouts)
{
	if (globalize(&to, &from))
		GO_ON(ipc_short, to, from, timeouts);
	GO_ON(ipc_call, to, from, timeouts);
}

void ipc_extended_local(word_t to, word_t from, word_t timeouts)
{
	if (globalize(&to, &from))
		GO_ON(ipc_extended, to, from, timeouts);
	GO_ON(ipc_call, to, from, timeouts);
}

/* Up to seven words: nothing is in memory. */
void ipc_short_found(word_t to, word_t from, word_t timeouts)
{
	struct fastpath f;

	switch (ipc_fastpath(&f, to, from, port)) {
	case FASTPATH_ALLOWED:
		deliver(&f, false);
	case FASTPATH_SHUT:
	case FASTPATH_REFUSED:
		GO_ON(ipc_short_refused, to, from, timeouts);
	case FASTPATH_UNKNOWN:
		GO_ON(ipc_short_local, to, from, timeouts);
	}
}

/* More words. */
void ipc_extended_found(word_t to, word_t from, word_t timeouts)
{
	struct fastpath f;

	switch (ipc_fastpath(&f, to, from, port)) {
	case FASTPATH_ALLOWED:
		deliver(&f, true);
	case FASTPATH_SHUT:
	case FASTPATH_REFUSED:
		GO_ON(ipc_extended_refused, to, from, timeouts);
	case FASTPATH_UNKNOWN:
		GO_ON(ipc_extended_local, to, from, timeouts);
	}
}

/* A call of the thread that was waited for the last time. */
static __always_inline bool is_at_hand(struct fastpath *f, word_t to, word_t from)
{
	f->me = current_line();
	return likely(from == to && to == tcb_of_line(f->me)->awaits_id) &&
	       ipc_fastpath_awaited(f, to, port) == FASTPATH_ALLOWED;
}

void ipc_short(word_t to, word_t from, word_t timeouts)
{
	struct fastpath f;

	if (likely(is_at_hand(&f, to, from)))
		deliver(&f, false);
	GO_ON(ipc_short_found, to, from, timeouts);
}

void ipc_extended(word_t to, word_t from, word_t timeouts)
{
	struct fastpath f;

	if (likely(is_at_hand(&f, to, from)))
		deliver(&f, true);
	GO_ON(ipc_extended_found, to, from, timeouts);
}
