/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text output to the configured devices. Without any device the loader is silent.
 */
#ifndef L4_KICKSTART_CONSOLE_H
#define L4_KICKSTART_CONSOLE_H

#include <base/types.h>

#if IS_ENABLED(CONFIG_CONSOLE_UART)
void uart_init(void);
void uart_put(char c);
/* Wait until all that was put has left the machine. */
void uart_flush(void);
#else
static inline void uart_init(void) { }
static inline void uart_put(char c) { (void)c; }
static inline void uart_flush(void) { }
#endif

#if IS_ENABLED(CONFIG_CONSOLE_VGA)
void vga_init(void);
void vga_put(char c);
#else
static inline void vga_init(void) { }
static inline void vga_put(char c) { (void)c; }
#endif

void console_init(void);
void console_flush(void);
__printf(1, 2) void console_print(const char *fmt, ...);

#endif
