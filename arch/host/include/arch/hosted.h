/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only functions behind which the C library lies.
 */
#ifndef L4_ARCH_HOSTED_H
#define L4_ARCH_HOSTED_H

#include <stddef.h>

/* Zeroed memory, aligned; never given back. */
void *hosted_memory(size_t bytes, size_t align);
void hosted_putc(char c);
/* A thread of the process that runs f(arg), and its end. */
void *hosted_begin(void *(*f)(void *), void *arg);
void hosted_end(void *thread);
/* Another thread of the process may go on. */
void hosted_yield(void);
__attribute__((noreturn)) void hosted_abort(void);

#endif
