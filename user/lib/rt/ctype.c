/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Character classes of ASCII.
 */
#include <ctype.h>

/* A program may bring its own: the linker prefers them to weak ones. */
#pragma weak isdigit
#pragma weak isxdigit
#pragma weak islower
#pragma weak isupper
#pragma weak isalpha
#pragma weak isalnum
#pragma weak isspace
#pragma weak isprint
#pragma weak ispunct
#pragma weak iscntrl
#pragma weak tolower
#pragma weak toupper

static int in_range(int c, int first, int last)
{
	return c >= first && c <= last;
}

int isdigit(int c)
{
	return in_range(c, '0', '9');
}

int islower(int c)
{
	return in_range(c, 'a', 'z');
}

int isupper(int c)
{
	return in_range(c, 'A', 'Z');
}

int isalpha(int c)
{
	return islower(c) || isupper(c);
}

int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}

int isxdigit(int c)
{
	return isdigit(c) || in_range(tolower(c), 'a', 'f');
}

int isspace(int c)
{
	return c == ' ' || in_range(c, '\t', '\r');
}

int isprint(int c)
{
	return in_range(c, ' ', '~');
}

int ispunct(int c)
{
	return isprint(c) && c != ' ' && !isalnum(c);
}

int iscntrl(int c)
{
	return in_range(c, 0, 31) || c == 127;
}

int tolower(int c)
{
	return isupper(c) ? c - 'A' + 'a' : c;
}

int toupper(int c)
{
	return islower(c) ? c - 'a' + 'A' : c;
}
