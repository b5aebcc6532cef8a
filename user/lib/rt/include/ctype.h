/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Character classes of ASCII; every other value belongs to none.
 */
#ifndef L4_RT_CTYPE_H
#define L4_RT_CTYPE_H

#ifdef __cplusplus
extern "C" {
#endif

int isdigit(int c);
int isxdigit(int c);
int islower(int c);
int isupper(int c);
int isalpha(int c);
int isalnum(int c);
int isspace(int c);
int isprint(int c);
int ispunct(int c);
int iscntrl(int c);
int tolower(int c);
int toupper(int c);

#ifdef __cplusplus
}
#endif

#endif
