/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Further threads of a root task: they run in the caller's space.
 */
#ifndef L4_RT_RT_THREAD_H
#define L4_RT_RT_THREAD_H

#include <l4/types.h>

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Starts a thread that runs main(argument) and returns its id. It has the caller as scheduler, the
 * caller's pager, no exception handler and the priority that the kernel gives to new threads. A
 * main that returns leaves a thread that sleeps. The stack has size bytes, 1 KiB at least, is
 * mapped, and stays in use until rt_thread_stop().
 * Errors: L4_nilthread, and L4_ErrorCode() tells why: L4_ErrNoPrivilege outside a root task,
 * L4_ErrUtcbArea if there are too many, L4_ErrNoMem.
 * Context: any thread, but the main thread calls it first. Thread numbers and UTCBs behind those
 * of the main thread belong to this function.
 */
L4_ThreadId_t rt_thread_start(void (*main)(void *), void *argument, void *stack, size_t size);

/*
 * The same with the last free number and UTCB instead of the first: for a thread of a library,
 * beside programs that number their own threads themselves.
 */
L4_ThreadId_t rt_thread_start_last(void (*main)(void *), void *argument, void *stack, size_t size);

/* Deletes a thread of these functions, not the caller; false if there is no such thread. */
bool rt_thread_stop(L4_ThreadId_t id);

/* The stack pointer for the first function on a stack that ends there. */
L4_Word_t first_stack_pointer(char *stack_end);

#ifdef __cplusplus
}
#endif

#endif
