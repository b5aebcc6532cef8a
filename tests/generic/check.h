/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One TAP stream for all host tests of this folder.
 */
#ifndef L4_TESTS_GENERIC_CHECK_H
#define L4_TESTS_GENERIC_CHECK_H

#include <stdbool.h>

/* Reports one test; fmt and its arguments name it. Returns ok. */
bool check(bool ok, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A reproducible sequence of numbers whose bit lengths vary. */
unsigned long check_random(void);

void test_breakin(void);
void test_console(void);
void test_console_ring(void);
/* Only on machines that have the instructions. */
void test_copy(void) __attribute__((weak));
void test_cpu(void) __attribute__((weak));
void test_fb_text(void);
void test_fpu(void) __attribute__((weak));
void test_kbd(void) __attribute__((weak));
void test_keys(void);
void test_pci_uart(void) __attribute__((weak));
void test_printf(void);
void test_speculation(void) __attribute__((weak));
void test_string(void);
void test_timescale(void);
void test_vga_text(void);

#endif
