/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the API does at boot, after the port has set up memory and the processor.
 */
#ifndef L4_API_BOOT_H
#define L4_API_BOOT_H

#include <base/types.h>

/*
 * The idle thread of the processor with this number, which runs: known as a thread of the kernel,
 * in no space. NULL: no memory.
 */
struct tcb *boot_idle_thread(cpu_t number);
/* Thread table, ids, interrupt threads. Panics without memory. */
void boot_threads(void);
/* sigma0, sigma1, root task as the kernel interface page says; all become ready. */
void boot_servers(void);

/*
 * With BOOT_SELFTEST: prints the kernel interface page and runs the self-tests, those of the port
 * (NULL: none) last; panics if one fails. Call after sched_init() and before boot_servers().
 */
void boot_selftest(bool (*port_tests)(void));

#endif
