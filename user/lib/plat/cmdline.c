/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root task's command line, from the boot information (its record is the second one: records
 * follow the order of the boot modules, sigma0 first) or from a multiboot structure, whose command
 * line the loader has replaced by the root task's. (X.2, bootinfo; Multiboot 0.6.96, section 3.3)
 */
#include <l4/types.h>
#include <l4/abi/bootinfo.h>
#include <l4/kip.h>
#include <lib/bootinfo.h>

#include <ctype.h>
#include <plat.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define CMDLINE_MAX	1024

/* Multiboot information: 32-bit words. */
#define MBI_FLAGS		0
#define MBI_FLAGS_CMDLINE	0x4
#define MBI_CMDLINE		4
#define MBI_WORDS		5

static char cmdline[CMDLINE_MAX];
static bool cmdline_known;

static void read_cmdline(void)
{
	L4_Word_t base = L4_BootInfo(L4_GetKernelInterface());
	const L4_Word32_t *mbi = base != 0 ? plat_memory(base, MBI_WORDS * sizeof(*mbi)) : NULL;

	if (bootinfo_cmdline(plat_memory, base, BOOTINFO_ROOT, cmdline, CMDLINE_MAX) || !mbi ||
	    mbi[0] == L4_BOOTINFO_HEADER_MAGIC)
		return;
	if (mbi[MBI_FLAGS] & MBI_FLAGS_CMDLINE)
		bootinfo_string(plat_memory, mbi[MBI_CMDLINE], cmdline, CMDLINE_MAX);
}

const char *plat_cmdline(void)
{
	if (!cmdline_known)
		read_cmdline();
	cmdline_known = true;
	return cmdline;
}

static const char *skip_word(const char *p)
{
	while (*p && !isspace(*p))
		p++;
	while (isspace(*p))
		p++;
	return p;
}

bool plat_option(const char *name, char *value, size_t size)
{
	size_t length = strlen(name), i = 0;
	const char *p;

	/* The first word is the program's name. */
	for (p = skip_word(plat_cmdline()); *p; p = skip_word(p))
		if (strncmp(p, name, length) == 0 &&
		    (p[length] == '=' || p[length] == '\0' || isspace(p[length])))
			break;
	if (!*p)
		return false;
	p += length;
	if (*p == '=')
		for (p++; *p && !isspace(*p) && i + 1 < size; p++)
			value[i++] = *p;
	if (size > 0)
		value[i] = '\0';
	return true;
}

bool plat_option_number(const char *name, unsigned long *number)
{
	char text[24], *end;
	unsigned long value;

	if (!plat_option(name, text, sizeof(text)))
		return false;
	value = strtoul(text, &end, 0);
	if (end == text || *end != '\0')
		return false;
	*number = value;
	return true;
}
