/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot modules that the loader has not loaded: files in memory, named in the boot information.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <lib/bootinfo.h>

#include <plat_program.h>
#include <string.h>

#include "internal.h"

#define CMDLINE_MAX	256
#define MODULES_MAX	256

/* True if a command line's first word is this name, perhaps behind folders. */
static bool is_named(const char *cmdline, const char *name)
{
	const char *end = strchr(cmdline, ' '), *p;
	size_t length = end ? (size_t)(end - cmdline) : strlen(cmdline);

	for (p = cmdline + length; p > cmdline && p[-1] != '/'; p--)
		continue;
	length -= (size_t)(p - cmdline);
	return length == strlen(name) && strncmp(p, name, length) == 0;
}

const void *plat_module(const char *name, size_t *bytes)
{
	L4_Word_t info = L4_BootInfo(L4_GetKernelInterface());
	char cmdline[CMDLINE_MAX];
	uint64_t start, size;
	unsigned int i;

	for (i = 0; i < MODULES_MAX; i++) {
		if (!bootinfo_cmdline(plat_memory, info, i, cmdline, sizeof(cmdline)) ||
		    !is_named(cmdline, name) ||
		    !bootinfo_module(plat_memory, info, i, &start, &size) ||
		    (size_t)size != size)
			continue;
		*bytes = (size_t)size;
		return plat_memory(start, (size_t)size);
	}
	return NULL;
}
