/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain of records in the boot information. Whatever stands there, nothing outside of what the
 * caller's function gives is read. (X.2, bootinfo)
 */
#include <lib/bootinfo.h>

#include <l4/abi/bootinfo.h>

/* No page is smaller. */
#define MEMORY_GRANULE	1024

#define WORD	sizeof(unsigned long)

static bool read_words(bootinfo_memory_fn *memory, uint64_t at, unsigned int n,
		       const unsigned long **words)
{
	*words = at % WORD == 0 ? memory(at, n * WORD) : NULL;
	return *words != NULL;
}

void bootinfo_string(bootinfo_memory_fn *memory, uint64_t address, char *text, size_t size)
{
	const char *s = NULL;
	size_t i;

	for (i = 0; i + 1 < size; i++, s++) {
		if (i == 0 || (address + i) % MEMORY_GRANULE == 0)
			s = memory(address + i, 1);
		if (s == NULL || *s == '\0')
			break;
		text[i] = *s;
	}
	if (size > 0)
		text[i] = '\0';
}

/* Returns where a record lies, 0 if the chain does not lead there inside the structure. */
static uint64_t find_record(bootinfo_memory_fn *memory, uint64_t info, unsigned long bytes,
			    unsigned long offset, unsigned int number)
{
	const unsigned long *record;

	for (;; number--) {
		if (offset >= bytes || bytes - offset < L4_BOOTREC_MODULE_WORDS * WORD ||
		    !read_words(memory, info + offset, L4_BOOTREC_MODULE_WORDS, &record))
			return 0;
		if (number == 0)
			return info + offset;
		offset += record[L4_BOOTREC_OFFSET_NEXT];
	}
}

/* Returns how far behind its record the command line begins; 0: there is none. */
static unsigned long cmdline_offset(bootinfo_memory_fn *memory, uint64_t at)
{
	const unsigned long *record;

	if (!read_words(memory, at, L4_BOOTREC_MODULE_WORDS, &record))
		return 0;
	if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_MODULE)
		return record[L4_BOOTREC_MODULE_CMDLINE];
	if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_SIMPLE_EXEC &&
	    read_words(memory, at, L4_BOOTREC_EXEC_WORDS, &record))
		return record[L4_BOOTREC_EXEC_CMDLINE];
	return 0;
}

bool bootinfo_cmdline(bootinfo_memory_fn *memory, uint64_t info, unsigned int number, char *text,
		      size_t size)
{
	const unsigned long *header;
	unsigned long bytes, offset;
	uint64_t record;

	if (size > 0)
		text[0] = '\0';
	if (info == 0 || !read_words(memory, info, L4_BOOTINFO_HEADER_WORDS, &header) ||
	    header[L4_BOOTINFO_WORD_MAGIC] != L4_BOOTINFO_HEADER_MAGIC ||
	    number >= header[L4_BOOTINFO_WORD_NUM_ENTRIES])
		return false;
	bytes = header[L4_BOOTINFO_WORD_SIZE];
	record = find_record(memory, info, bytes, header[L4_BOOTINFO_WORD_FIRST_ENTRY], number);
	if (record == 0)
		return false;
	offset = cmdline_offset(memory, record);
	if (offset == 0 || offset >= bytes - (record - info))
		return false;
	/* The string ends with the structure at the latest. */
	bytes -= record - info + offset;
	bootinfo_string(memory, record + offset, text, bytes < size ? bytes + 1 : size);
	return true;
}
