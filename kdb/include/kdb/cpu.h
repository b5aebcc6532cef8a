/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the debugger asks of a processor and its machine: implemented in kdb/<cpu>.
 */
#ifndef L4_KDB_CPU_H
#define L4_KDB_CPU_H

#include <base/types.h>

struct cpu;
struct save_frame;
struct tcb;

/* --- registers --- */

/* Those of a stopped thread's frame, under what brought it into the kernel. */
void kdb_cpu_print_thread(const struct tcb *t);
/* Those of the kernel where it was stopped, and those of the processor itself. */
void kdb_cpu_print_kernel(const struct save_frame *f);
/* Calls on the kernel's stack: ip, then the frames from fp on. */
void kdb_cpu_print_backtrace(word_t ip, word_t fp);
/* Where the program of a thread that is in a space is, and calls that its stack tells of. */
void kdb_cpu_print_calls(struct tcb *t);

/* --- other processors --- */

/* Stops them. True: now; false: they are stopped, or there are none. */
bool kdb_cpu_stop_others(void);
/* They go on. */
void kdb_cpu_release_others(void);
/* Where c is stopped: the kernel's ip and fp, 0 if it ran a program. NULL: it is not. */
const struct save_frame *kdb_cpu_stopped(const struct cpu *c, word_t *ip, word_t *fp);

/* --- memory --- */

/* An address of the kernel's part of the address space, mapped or not. */
bool kdb_cpu_is_kernel_address(word_t address);
/* The kernel can read here: how many bytes, up to the end of the page at most; 0: it cannot. */
size_t kdb_cpu_kernel_readable(kvaddr_t va);

/* --- breakpoints on execution --- */

/* How many there can be; at most KDB_MAX_BREAKPOINTS. */
unsigned int kdb_cpu_breakpoints(void);
/*
 * Stopping there is possible. False, with a message, on the way into the debugger itself, or if
 * the processor cannot stop there.
 */
bool kdb_cpu_may_break(word_t address);
/* Stop at address[i] for each bit i of `used`; 0: nowhere. */
void kdb_cpu_set_breakpoints(const word_t *address, unsigned int used);

/* --- single steps --- */

/*
 * When the debugger is left the kernel executes one instruction, while the others stay stopped, and
 * comes back. False, with a message: it cannot do that here.
 */
bool kdb_cpu_step(void);

/* --- input lines of the break-in key --- */

/* Interrupt line of input device i; -1: no more devices. */
int kdb_cpu_input_line(unsigned int i);
/* Let input on this line interrupt, or not. */
void kdb_cpu_input_enable(unsigned int line, bool on);

/* --- the end of the machine: these return if it did not work --- */

void kdb_cpu_reboot(void);
void kdb_cpu_power_off(void);
/* Ends an emulator with success; false: none is configured. */
bool kdb_cpu_exit(void);

#endif
