/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The root task's command line, from the boot information (its record is the second one: records
 * follow the order of the boot modules, sigma0 first) or from a multiboot structure, whose command
 * line the loader has replaced by the root task's. (X.2, bootinfo; Multiboot 0.6.96, section 3.3)
 */
#include <l4/types.h>
#include <l4/abi/bootinfo.h>
#include <l4/abi/kip.h>
#include <l4/kip.h>

#include <ctype.h>
#include <plat.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define CMDLINE_MAX	1024
#define ROOT_RECORD	1
/* No page is smaller. */
#define MEMORY_GRANULE	1024

/* Multiboot information: 32-bit words. */
#define MBI_FLAGS		0
#define MBI_FLAGS_CMDLINE	0x4
#define MBI_CMDLINE		4

static char cmdline[CMDLINE_MAX];
static bool cmdline_known;

static void copy_string(L4_Word_t address, L4_Word_t end)
{
	const char *s = (const char *)address;
	size_t i;

	for (i = 0; i < CMDLINE_MAX - 1 && address + i < end; i++) {
		if ((i == 0 || (address + i) % MEMORY_GRANULE == 0) &&
		    !plat_memory(address + i, 1))
			break;
		if (!s[i])
			break;
		cmdline[i] = s[i];
	}
	cmdline[i] = '\0';
}

/* The record of the given number, or NULL if the chain does not reach it inside the structure. */
static const L4_Word_t *find_record(const L4_Word_t *info, L4_Word_t number)
{
	L4_Word_t size = info[L4_BOOTINFO_WORD_SIZE];
	L4_Word_t offset = info[L4_BOOTINFO_WORD_FIRST_ENTRY];
	const L4_Word_t *record;

	if (number >= info[L4_BOOTINFO_WORD_NUM_ENTRIES])
		return NULL;
	for (;; number--) {
		if (offset >= size || size - offset < L4_BOOTREC_MODULE_WORDS * sizeof(L4_Word_t))
			return NULL;
		record = (const L4_Word_t *)((const char *)info + offset);
		if (number == 0)
			return record;
		offset += record[L4_BOOTREC_OFFSET_NEXT];
	}
}

static void read_bootinfo(const L4_Word_t *info)
{
	L4_Word_t base = (L4_Word_t)info, size = info[L4_BOOTINFO_WORD_SIZE], string = 0;
	const L4_Word_t *record;

	if (!plat_memory(base, size))
		return;
	record = find_record(info, ROOT_RECORD);
	if (!record)
		return;
	if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_MODULE)
		string = record[L4_BOOTREC_MODULE_CMDLINE];
	else if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_SIMPLE_EXEC)
		string = record[L4_BOOTREC_EXEC_CMDLINE];
	if (string != 0)
		copy_string((L4_Word_t)record + string, base + size);
}

static void read_cmdline(void)
{
	L4_Word_t base = L4_BootInfo(L4_GetKernelInterface());
	const L4_Word_t *info = plat_memory(base, L4_BOOTINFO_HEADER_WORDS * sizeof(L4_Word_t));
	const L4_Word32_t *mbi = (const L4_Word32_t *)info;

	if (base == 0 || !info)
		return;
	if (info[L4_BOOTINFO_WORD_MAGIC] == L4_BOOTINFO_HEADER_MAGIC)
		read_bootinfo(info);
	else if (mbi[MBI_FLAGS] & MBI_FLAGS_CMDLINE)
		copy_string(mbi[MBI_CMDLINE], ~(L4_Word_t)0);
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
