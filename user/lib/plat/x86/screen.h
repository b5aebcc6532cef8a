/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two kinds of screens of a PC: one shows characters, the other one pixels.
 */
#ifndef L4_PLAT_SCREEN_H
#define L4_PLAT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* Each `begin` returns NULL or says what is wrong, a sentence without its full stop. */
const char *text_screen_begin(void);
void text_screen_put(char c);

/* The framebuffer that the boot loader has left on. */
#ifdef CONFIG_USER_CONSOLE_FB
bool fb_screen_is_told(void);
const char *fb_screen_begin(void);
void fb_screen_put(char c);
#else
static inline bool fb_screen_is_told(void) { return false; }
static inline const char *fb_screen_begin(void) { return NULL; }
static inline void fb_screen_put(char c) { (void)c; }
#endif

#endif
