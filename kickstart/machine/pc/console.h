/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text output to the configured devices. Without any device the loader is silent.
 */
#ifndef L4_KICKSTART_CONSOLE_H
#define L4_KICKSTART_CONSOLE_H

#include "../../core/loader_info.h"

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

#if IS_ENABLED(CONFIG_CONSOLE_FB)
/* False: no text can be shown there. */
bool fb_init(const struct framebuffer *f);
void fb_put(char c);
#else
static inline bool fb_init(const struct framebuffer *f) { (void)f; return false; }
static inline void fb_put(char c) { (void)c; }
#endif

#if IS_ENABLED(CONFIG_CONSOLE_VGA)
void vga_init(void);
void vga_put(char c);
#else
static inline void vga_init(void) { }
static inline void vga_put(char c) { (void)c; }
#endif

/* The framebuffer, if it is not NULL, is where the screen shows pixels instead of text. */
void console_init(const struct framebuffer *f);
void console_flush(void);
__printf(1, 2) void console_print(const char *fmt, ...);

#endif
