/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C library's side of the host port: compiled with the C library's headers, all other objects
 * with the kernel's.
 */
#define _GNU_SOURCE
#include <arch/hosted.h>

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *hosted_memory(size_t bytes, size_t align)
{
	void *p = mmap(NULL, bytes + align, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		hosted_abort();
	return (void *)(((uintptr_t)p + align - 1) & ~(uintptr_t)(align - 1));
}

void hosted_putc(char c)
{
	fputc(c, stderr);
}

void hosted_abort(void)
{
	fflush(NULL);
	abort();
}

void hosted_yield(void)
{
	/* The kernel has a sched_yield() of its own. */
	(void)syscall(SYS_sched_yield);
}

void *hosted_begin(void *(*f)(void *), void *arg)
{
	pthread_t *thread = malloc(sizeof(*thread));

	if (thread == NULL || pthread_create(thread, NULL, f, arg) != 0)
		hosted_abort();
	return thread;
}

void hosted_end(void *thread)
{
	pthread_join(*(pthread_t *)thread, NULL);
	free(thread);
}
