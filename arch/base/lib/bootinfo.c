/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chain of records in the boot information, in words of either size: they are the root task's,
 * and sigma0 may have others. Whatever stands there, nothing outside of what the caller's function
 * gives is read. (X.2, bootinfo)
 */
#include <lib/bootinfo.h>

#include <l4/abi/bootinfo.h>

/* No page is smaller. */
#define MEMORY_GRANULE	1024

struct list {
	bootinfo_memory_fn *memory;
	uint64_t start, bytes;
	unsigned int word_bytes;
};

/* Reads n words at an address, whatever their size. */
static bool read_words(const struct list *l, uint64_t at, unsigned int n, uint64_t *words)
{
	const void *p = at % l->word_bytes == 0 ? l->memory(at, n * l->word_bytes) : NULL;

	for (unsigned int i = 0; p != NULL && i < n; i++)
		words[i] = l->word_bytes == sizeof(uint64_t) ? ((const uint64_t *)p)[i] :
							       ((const uint32_t *)p)[i];
	return p != NULL;
}

/*
 * Reads the header. The second 32 bits are the version of a structure in 32-bit words; in 64-bit
 * words one half of the magic number is 0.
 */
static bool open_list(struct list *l, uint64_t header[])
{
	uint64_t halves[2];

	l->word_bytes = sizeof(uint32_t);
	if (l->start == 0 || !read_words(l, l->start, 2, halves))
		return false;
	if (halves[0] != L4_BOOTINFO_HEADER_MAGIC || halves[1] == 0)
		l->word_bytes = sizeof(uint64_t);
	if (!read_words(l, l->start, L4_BOOTINFO_HEADER_WORDS, header) ||
	    header[L4_BOOTINFO_WORD_MAGIC] != L4_BOOTINFO_HEADER_MAGIC)
		return false;
	l->bytes = header[L4_BOOTINFO_WORD_SIZE];
	return true;
}

bool bootinfo_is_valid(bootinfo_memory_fn *memory, uint64_t info)
{
	struct list l = { .memory = memory, .start = info };
	uint64_t header[L4_BOOTINFO_HEADER_WORDS];

	return open_list(&l, header);
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
static uint64_t find_record(const struct list *l, uint64_t offset, unsigned int number)
{
	const uint64_t least = (uint64_t)L4_BOOTREC_MODULE_WORDS * l->word_bytes;
	uint64_t record[L4_BOOTREC_MODULE_WORDS];

	for (;; number--) {
		if (offset >= l->bytes || l->bytes - offset < least ||
		    !read_words(l, l->start + offset, L4_BOOTREC_MODULE_WORDS, record))
			return 0;
		if (number == 0)
			return l->start + offset;
		offset += record[L4_BOOTREC_OFFSET_NEXT];
	}
}

/* Returns how far behind its record the command line begins; 0: there is none. */
static uint64_t cmdline_offset(const struct list *l, uint64_t at)
{
	uint64_t record[L4_BOOTREC_EXEC_WORDS];

	if (!read_words(l, at, L4_BOOTREC_MODULE_WORDS, record))
		return 0;
	if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_MODULE)
		return record[L4_BOOTREC_MODULE_CMDLINE];
	if (record[L4_BOOTREC_TYPE] == L4_BOOTREC_TYPE_SIMPLE_EXEC &&
	    read_words(l, at, L4_BOOTREC_EXEC_WORDS, record))
		return record[L4_BOOTREC_EXEC_CMDLINE];
	return 0;
}

bool bootinfo_module(bootinfo_memory_fn *memory, uint64_t info, unsigned int number,
		     uint64_t *start, uint64_t *bytes)
{
	struct list l = { .memory = memory, .start = info };
	uint64_t header[L4_BOOTINFO_HEADER_WORDS], record[L4_BOOTREC_MODULE_WORDS], at;

	if (!open_list(&l, header) || number >= header[L4_BOOTINFO_WORD_NUM_ENTRIES])
		return false;
	at = find_record(&l, header[L4_BOOTINFO_WORD_FIRST_ENTRY], number);
	if (at == 0 || !read_words(&l, at, L4_BOOTREC_MODULE_WORDS, record) ||
	    record[L4_BOOTREC_TYPE] != L4_BOOTREC_TYPE_MODULE)
		return false;
	*start = record[L4_BOOTREC_MODULE_START];
	*bytes = record[L4_BOOTREC_MODULE_SIZE];
	return true;
}

bool bootinfo_cmdline(bootinfo_memory_fn *memory, uint64_t info, unsigned int number, char *text,
		      size_t size)
{
	struct list l = { .memory = memory, .start = info };
	uint64_t header[L4_BOOTINFO_HEADER_WORDS], offset, record, left;

	if (size > 0)
		text[0] = '\0';
	if (!open_list(&l, header) || number >= header[L4_BOOTINFO_WORD_NUM_ENTRIES])
		return false;
	record = find_record(&l, header[L4_BOOTINFO_WORD_FIRST_ENTRY], number);
	if (record == 0)
		return false;
	offset = cmdline_offset(&l, record);
	if (offset == 0 || offset >= l.bytes - (record - info))
		return false;
	/* The string ends with the structure at the latest. */
	left = l.bytes - (record - info + offset);
	bootinfo_string(memory, record + offset, text, left < size ? (size_t)left + 1 : size);
	return true;
}
