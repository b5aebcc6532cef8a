/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GS, which the host's library does not use.
 */
#define _GNU_SOURCE
#include "host.h"

#include <asm/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int machine_setup(void)
{
	return syscall(SYS_arch_prctl, ARCH_SET_GS, &gs_word) == 0;
}

void machine_enter(int kernel)
{
	(void)kernel;
}
