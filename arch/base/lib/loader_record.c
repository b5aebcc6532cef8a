/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the loader's record, in memory that the caller's function gives.
 */
#include <lib/loader_record.h>

#include <l4/abi/loader.h>

uint64_t loader_record_rsdp(const void *(*memory)(uint64_t start, size_t bytes), uint64_t record)
{
	const uint32_t *head;
	const char *p;

	/* KdebugConfig1 is somebody else's word where no record is: no memory is asked for. */
	if (record == 0 || record % sizeof(uint64_t) != 0)
		return 0;
	head = memory(record, L4_LOADER_HEADER_BYTES);
	if (head == NULL || head[L4_LOADER_AT_MAGIC / 4] != L4_LOADER_MAGIC ||
	    head[L4_LOADER_AT_SIZE / 4] < L4_LOADER_AT_RSDP + sizeof(uint64_t))
		return 0;
	p = memory(record, L4_LOADER_AT_RSDP + sizeof(uint64_t));
	return p != NULL ? *(const uint64_t *)(p + L4_LOADER_AT_RSDP) : 0;
}
