/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console devices of this machine, for generic/console.c. The list is
 * filled once at boot and not changed afterwards; the device that the
 * configuration names first comes first.
 */
#ifndef L4_ARCH_CONSOLE_H
#define L4_ARCH_CONSOLE_H

#include <base/console_dev.h>
#include <base/types.h>

extern struct console_dev *arch_console_devs;

/*
 * Finds the configured devices, sets them up and puts them on the list.
 * Context: boot, once, interrupts off. Needs no memory and no mapping.
 */
void arch_console_init(void);

/*
 * With a framebuffer that a port draws on (CONSOLE_FB): users get the physical memory [from, to).
 * If the framebuffer is there the kernel draws no more, until it takes it back for its last words.
 * May_give is false if it is there, but not on the page of `at`, which is all that is wanted.
 */
bool arch_console_may_give(paddr_t at, paddr_t from, paddr_t to);
void arch_console_give(paddr_t from, paddr_t to);
void arch_console_take(void);

#endif
