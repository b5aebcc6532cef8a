/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the debugger's reader of the tables look like the plat library's, and memory that comes
 * and goes in pieces look like what the debugger reads.
 */
#include "../../user/lib/plat/amd64/acpi.h"

#include "../../kdb/amd64/acpi.h"

#include <generic/string.h>
#include <kdb/kdb.h>

static acpi_memory_fn *memory_of_test;

size_t kdb_read_phys(void *dst, paddr_t src, size_t bytes)
{
	unsigned char *to = dst;
	size_t n;

	for (n = 0; n < bytes; n++) {
		const unsigned char *from = memory_of_test(src + n, 1);

		if (from == NULL)
			break;
		to[n] = *from;
	}
	return n;
}

void *kmemset(void *dst, int byte, size_t len)
{
	return __builtin_memset(dst, byte, len);
}

int kmemcmp(const void *a, const void *b, size_t len)
{
	return __builtin_memcmp(a, b, len);
}

bool acpi_find_soft_off(acpi_memory_fn *memory, struct acpi_soft_off *off)
{
	struct acpi_off found;

	memory_of_test = memory;
	if (!acpi_find_off(&found))
		return false;
	*off = (struct acpi_soft_off){
		.pm1a_control = found.control[0], .pm1b_control = found.control[1],
		.smi_command = found.smi_command, .acpi_enable = found.enable,
		.type_a = found.type[0], .type_b = found.type[1],
	};
	return true;
}
