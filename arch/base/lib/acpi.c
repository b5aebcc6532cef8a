/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way from the BIOS area to a table: root pointer, list of tables, table. Hides where the
 * root pointer may be, and which of the two lists counts. (ACPI 6.4, sections 5.2.5 to 5.2.8)
 */
#include <lib/acpi.h>

#define BIOS_START	0xe0000u
#define BIOS_END	0x100000u
#define EBDA_SEGMENT	0x40e	/* where the BIOS notes its extended data area */
#define EBDA_FIRST	0x400u
#define EBDA_END	0xa0000u
#define SCAN_STEP	1024u		/* asked for at once: asking may be dear */
#define ROOT_ALIGN	16

/* Offsets and sizes in bytes. */
#define ROOT_BYTES	20
#define ROOT_BYTES_2	36	/* from revision 2 on */
#define ROOT_REVISION	15
#define ROOT_RSDT	16
#define ROOT_XSDT	24

#define TABLE_LENGTH	4
#define TABLE_HEADER	36
#define TABLE_MAX	0x1000000u
#define LIST_MAX	1024u		/* entries that are looked at */

/* A table of addresses of tables. */
struct acpi_list {
	uint64_t address;
	const char *signature;
	unsigned int entry_bytes;
};

uint64_t acpi_number(const uint8_t *p, unsigned int bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | p[bytes];
	return value;
}

static bool begins_with(const uint8_t *p, const char *text)
{
	for (; *text; text++, p++)
		if (*p != (uint8_t)*text)
			return false;
	return true;
}

static bool sum_is_zero(const uint8_t *p, size_t bytes)
{
	uint8_t sum = 0;

	while (bytes-- > 0)
		sum = (uint8_t)(sum + p[bytes]);
	return sum == 0;
}

static bool is_root(acpi_memory_fn *memory, uint64_t at)
{
	const uint8_t *p = memory(at, ROOT_BYTES);

	return p != NULL && begins_with(p, "RSD PTR ") && sum_is_zero(p, ROOT_BYTES);
}

/* One comparison for each of thousands of places. */
static inline bool may_be_root(const uint8_t *p)
{
	uint32_t begin, wanted;

	__builtin_memcpy(&begin, p, sizeof(begin));
	__builtin_memcpy(&wanted, "RSD ", sizeof(wanted));
	return begin == wanted;
}

/* Returns the address of the root pointer in [at, end), 0 if there is none. */
static uint32_t scan(acpi_memory_fn *memory, uint32_t at, uint32_t end)
{
	for (; at < end; at += SCAN_STEP) {
		const uint8_t *p = memory(at, SCAN_STEP);

		for (uint32_t i = 0; p != NULL && i < SCAN_STEP; i += ROOT_ALIGN)
			if (may_be_root(p + i) && is_root(memory, at + i))
				return at + i;
	}
	return 0;
}

static uint32_t find_root(acpi_memory_fn *memory)
{
	const uint8_t *segment = memory(EBDA_SEGMENT, 2);
	uint32_t ebda = segment != NULL ? (uint32_t)acpi_number(segment, 2) << 4 : 0, root = 0;

	if (ebda >= EBDA_FIRST && ebda < EBDA_END)
		root = scan(memory, ebda, ebda + SCAN_STEP);
	return root != 0 ? root : scan(memory, BIOS_START, BIOS_END);
}

bool acpi_open(struct acpi *acpi, acpi_memory_fn *memory, uint64_t address)
{
	const uint8_t *root;

	if (address == 0 || !is_root(memory, address))
		address = find_root(memory);
	*acpi = (struct acpi){ .memory = memory };
	root = address != 0 ? memory(address, ROOT_BYTES) : NULL;
	if (root == NULL)
		return false;
	acpi->rsdt = acpi_number(root + ROOT_RSDT, 4);
	if (root[ROOT_REVISION] < 2)
		return true;
	/* The longer form has a sum of its own. */
	root = memory(address, ROOT_BYTES_2);
	if (root != NULL && sum_is_zero(root, ROOT_BYTES_2))
		acpi->xsdt = acpi_number(root + ROOT_XSDT, 8);
	return true;
}

/* Returns how long the table of this signature says it is; 0: there is none, or it is absurd. */
static size_t told_bytes(const struct acpi *acpi, uint64_t address, const char *signature)
{
	const uint8_t *table = address != 0 ? acpi->memory(address, TABLE_HEADER) : NULL;
	size_t bytes;

	if (table == NULL || !begins_with(table, signature))
		return 0;
	bytes = (size_t)acpi_number(table + TABLE_LENGTH, 4);
	return bytes >= TABLE_HEADER && bytes <= TABLE_MAX ? bytes : 0;
}

const uint8_t *acpi_table_at(const struct acpi *acpi, uint64_t address, const char *signature,
			     size_t *length)
{
	size_t bytes = told_bytes(acpi, address, signature);
	const uint8_t *table = bytes != 0 ? acpi->memory(address, bytes) : NULL;

	if (table == NULL || !sum_is_zero(table, bytes))
		return NULL;
	*length = bytes;
	return table;
}

/*
 * Of the tables with the signature no more bytes are read than the largest one may have: else a
 * list of many large tables with wrong sums would be as good as endless.
 */
static const uint8_t *find_in_list(const struct acpi *acpi, const struct acpi_list *list,
				   const char *signature, size_t min, unsigned int number,
				   size_t *length)
{
	size_t bytes, told, left = TABLE_MAX, step = list->entry_bytes;
	const uint8_t *entries = acpi_table_at(acpi, list->address, list->signature, &bytes);

	if (entries == NULL)
		return NULL;
	if (bytes > TABLE_HEADER + LIST_MAX * step)
		bytes = TABLE_HEADER + LIST_MAX * step;
	for (size_t i = TABLE_HEADER; i + step <= bytes; i += step) {
		uint64_t address = acpi_number(entries + i, list->entry_bytes);
		const uint8_t *table;

		told = told_bytes(acpi, address, signature);
		if (told == 0 || told < min || told > left)
			continue;
		left -= told;
		table = acpi_table_at(acpi, address, signature, length);
		if (table != NULL && number-- == 0)
			return table;
	}
	return NULL;
}

const uint8_t *acpi_table_number(const struct acpi *acpi, const char *signature, size_t min,
				 unsigned int number, size_t *length)
{
	const struct acpi_list xsdt = { acpi->xsdt, "XSDT", 8 }, rsdt = { acpi->rsdt, "RSDT", 4 };
	const uint8_t *table = find_in_list(acpi, &xsdt, signature, min, number, length);

	return table != NULL ? table : find_in_list(acpi, &rsdt, signature, min, number, length);
}

const uint8_t *acpi_table(const struct acpi *acpi, const char *signature, size_t min,
			  size_t *length)
{
	return acpi_table_number(acpi, signature, min, 0, length);
}
