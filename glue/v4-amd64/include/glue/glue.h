/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that the assembler files and the C files of this layer share.
 */
#ifndef L4_GLUE_GLUE_H
#define L4_GLUE_GLUE_H

#include <arch/clock.h>
#include <arch/page.h>
#include <arch/vectors.h>
#include <base/err.h>
#include <generic/cpu.h>
#include <generic/tcb.h>
#include <glue/stubs.h>

/* --- called by entry.S and boot.S --- */

struct tcb *kernel_init(void);
/* System calls by SYSCALL_* number; for the parameters see syscalls.c. */
typedef struct tcb *syscall_fn(word_t rdi, word_t rsi, word_t rdx, struct tcb *me, word_t r8,
			       word_t r9);
extern syscall_fn *const syscalls[];
struct tcb *syscall_stray(struct tcb *me);
struct tcb *trap_handler(struct tcb *me);
/* An interrupt of user mode: nothing is recorded then, so it is handled at once. */
struct tcb *interrupt_handler(struct tcb *me);
/* An interrupt or exception of kernel mode; true if it ends the idle loop. */
bool kernel_trap_handler(struct save_frame *f);
struct tcb *leave_kernel(struct tcb *t);
#ifdef CONFIG_SMP
/*
 * An interrupt by another processor has struck the idle loop: handles it, then the same. NULL: the
 * loop goes on.
 */
struct tcb *leave_idle(void);
/* The idle loop, on an empty stack. */
__noreturn void idle_begin(void);
#endif
__noreturn void fatal_handler(struct save_frame *f);

/* System calls of 64-bit programs: the short path of Ipc goes on at syscall_entry. */
void syscall_fastpath(void);
void syscall_fastpath_named(void);
void syscall_fastpath_named_extended(void);
void syscall_fastpath_local(void);
void syscall_fastpath_local_extended(void);
void syscall_fastpath_found(void);
void syscall_fastpath_in_time(void);
void syscall_fastpath_fpu(void);
void syscall_fastpath_fpu_extended(void);
/* Where Ipc, the first stub, comes from: in the line that the short path reads anyway. */
#define IPC_RETURN(cpu)	((cpu)->arch.tss.software[0])
/* Likewise Ipc of 32-bit programs. */
#define COMPAT_IPC_RETURN(cpu)	((cpu)->arch.tss.software[1])
/* How idle_loop waits. The address is also what it watches, which nobody writes to. */
extern bool idle_by_mwait;
extern char syscall_entry[], syscall32_entry[], idle_loop[], idle_loop_end[], vector_stubs[];
extern char debug_entry[], debug_entry_end[];

/* --- the passage, with HARDEN_TABLES: passage.S --- */

extern char passage_start[], passage_end[];
extern u64 kernel_tables;
/* SYSCALL and SYSENTER lead there. */
extern char passage_syscall[], passage_syscall32[], passage_compat_syscall[], passage_sysenter[];

/* --- Lipc without the kernel: lipc_entry.S, lipc.c, stubs.S --- */

/* As vector_stubs, while another thread may run than the one that the kernel has chosen. */
extern char lipc_vector_stubs[];
/* Called by them: t was chosen. Returns who runs next. */
struct tcb *lipc_trap(struct tcb *t);
/*
 * The thread that runs: t was chosen, has all registers in its frame, and may have switched to
 * another one, which has them then. Context: behind each entry from user mode with arch_cpu.lipc.
 */
struct tcb *lipc_enter(struct tcb *t);
/* The same for SYSCALL of 64-bit code: a system call, perhaps. Returns who runs next. */
struct tcb *lipc_syscall(struct tcb *t);
/* t, which has opted in, is about to run user code; its space is loaded. */
void lipc_leave(struct tcb *t);
/*
 * SYSCALL of no other stub: true if it is the one by which threads opt in and out; done then.
 */
bool lipc_request(struct tcb *me);

/* True: another thread of the space may run than the one that the kernel has chosen. */
#ifdef CONFIG_LIPC_USER
#define lipc_may_have_switched()	(arch_near_cpu()->arch.lipc)
#else
#define lipc_may_have_switched()	false
#endif

/* --- between C files --- */

/* Takes physical memory away from users, and says so in the interface page. Boot only. */
void memory_reserve(paddr_t start, paddr_t end);
/* Says of what type physical memory is. Boot only. */
void memory_describe(paddr_t start, paddr_t end, unsigned int type);
/* The same for what raises interrupts; the firmware's tables are read. Boot only. */
void reserve_devices(void);
/*
 * Why the registers that firmware says are in [start, last] cannot be there, NULL if they can.
 * reserve_devices() tells it. Boot only.
 */
const char *registers_objection(paddr_t start, paddr_t last);

/* The one that boots knows from here on which it is. First of all, boot only. */
void cpu_begin(void);
/*
 * Data, stacks and places in the window of processor `number`; 0 is the one that boots. NULL: no
 * memory. It is entered in cpus[] when it runs. Boot only, before there are spaces.
 */
struct cpu *cpu_create(unsigned int number);
/*
 * This processor becomes c: page tables, descriptor tables, system calls, floating-point unit.
 * On others than the one that boots no code may ask before which processor it runs on. They come
 * in 64-bit mode, with EFER_NXE as the one that boots has it, interrupts off.
 */
void cpu_load(struct cpu *c);

/* The idle thread of c. NULL: no memory. */
struct tcb *idle_create(const struct cpu *c);

void interrupts_init(void);
/* Vector v was raised. Context: interrupts off. */
void interrupt_record(unsigned int v);
/* Floating-point states: boot; t wants the unit (Errors: ERR_NOMEM); t, which has one, goes. */
void fpu_state_boot(void);
/*
 * User code of t follows; NULL: of nobody yet. The unit is set up for it, and short IPCs may
 * exchange its state for that of another thread if it has one. Needed if it has one or if the unit
 * is set up for somebody else's.
 */
void fpu_state_enter(const struct tcb *t);
err_t fpu_state_first_use(struct tcb *t) __must_check;
void fpu_state_free(struct tcb *t);
/* Sets the flags of t that users may change; and_trap: TF too. */
void user_flags_set(struct tcb *t, word_t flags, bool and_trap);
/* Breakpoint instruction of a user: perhaps a call of the debugger interface. */
struct tcb *debug_trap(struct tcb *me);
/* Boot only. */
bool code_selftest(void);
/* General protection: an IO port instruction? Sets what it wants. */
bool io_instruction(struct tcb *me, unsigned int *port, unsigned int *bytes);
/*
 * The page that users of all processors see: what the stubs of SystemClock compute with, and where
 * gates of 32-bit programs jump to.
 */
extern union user_words {
	struct {
		struct clock_formula formula;
		u32 compat_gate[STUB_TABLE];
	};
	u8 page[ARCH_PAGE_SIZE];
} user_words;

#endif
