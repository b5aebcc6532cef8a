/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A 16550 (or older) serial port, polled: kernel and programs share it, so the
 * kernel never turns its interrupts on.
 */
#ifndef L4_ARCH_SUN4U_UART_H
#define L4_ARCH_SUN4U_UART_H

#include <arch/console.h>

/* Sets the configured port up; returns NULL if there is no UART. */
struct console_dev *uart_init(void);

#endif
