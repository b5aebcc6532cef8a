/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions, as ISO C defines them; no locale.
 */
#ifndef L4_RT_STRING_H
#define L4_RT_STRING_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *memcpy(void *dest, const void *src, size_t n);
void *memmove(void *dest, const void *src, size_t n);
void *memset(void *dest, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *word);
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t n);
char *strcat(char *dest, const char *src);

/* Copies at most size - 1 characters and always terminates; returns strlen(src). */
size_t strlcpy(char *dest, const char *src, size_t size);

#ifdef __cplusplus
}
#endif

#endif
