/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entries of the table MADT. (ACPI 6.4, section 5.2.12)
 */
#include <lib/acpi_madt.h>

/* Offsets and sizes in bytes. */
#define MADT_ADDRESS	36
#define MADT_ENTRIES	44
#define ENTRY_LENGTH	1
#define ENTRIES_MAX	8192	/* that are looked at */

#define TYPE_LOCAL		0	/* a processor: uid, APIC id, flags */
#define LOCAL_BYTES		8
#define LOCAL_UID		2
#define LOCAL_ID		3
#define LOCAL_FLAGS		4
#define TYPE_IO			1
#define IO_BYTES		12
#define IO_ID			2
#define IO_ADDRESS		4
#define IO_FIRST		8
#define TYPE_OVERRIDE		2
#define OVERRIDE_BYTES		10
#define OVERRIDE_BUS		2	/* 0: ISA, the only one */
#define OVERRIDE_ISA		3
#define OVERRIDE_LINE		4
#define OVERRIDE_FLAGS		8
#define TYPE_NMI		4
#define NMI_BYTES		6
#define NMI_UID			2
#define NMI_FLAGS		3
#define NMI_INPUT		5
#define TYPE_ADDRESS		5
#define ADDRESS_BYTES		12
#define ADDRESS_AT		4
#define TYPE_LOCAL_X2		9
#define LOCAL_X2_BYTES		16
#define LOCAL_X2_ID		4
#define LOCAL_X2_FLAGS		8
#define LOCAL_X2_UID		12
#define TYPE_NMI_X2		10
#define NMI_X2_BYTES		12
#define NMI_X2_FLAGS		2
#define NMI_X2_UID		4
#define NMI_X2_INPUT		8

#define FLAG_ENABLED		0x1
#define BYTE_ALL		0xff	/* what a byte says where 4 bytes are all ones */
#define ISA_LINES		16
#define INPUTS			2

/* A walk over the entries. */
struct walk {
	const uint8_t *madt;		/* NULL: there is none */
	size_t length, at;
	unsigned int left;
};

static struct walk walk_begin(const struct acpi *acpi)
{
	struct walk w = { .at = MADT_ENTRIES, .left = ENTRIES_MAX };

	w.madt = acpi_table(acpi, "APIC", MADT_ENTRIES, &w.length);
	return w;
}

/* Returns the next entry, NULL behind the last one; *bytes of it are in the table. */
static const uint8_t *walk_next(struct walk *w, size_t *bytes)
{
	const uint8_t *entry;

	if (w->madt == NULL || w->left == 0 || w->length - w->at <= ENTRY_LENGTH)
		return NULL;
	entry = w->madt + w->at;
	*bytes = entry[ENTRY_LENGTH];
	/* An entry that leads nowhere: what lies behind it cannot be found. */
	if (*bytes <= ENTRY_LENGTH || *bytes > w->length - w->at)
		return NULL;
	w->at += *bytes;
	w->left--;
	return entry;
}

static bool is_entry(const uint8_t *entry, size_t bytes, unsigned int type, size_t min)
{
	return entry[0] == type && bytes >= min;
}

static uint32_t widened(uint8_t byte)
{
	return byte == BYTE_ALL ? UINT32_MAX : byte;
}

/* What the functions below have in common: an element of a list, made of an entry. */
union element {
	struct acpi_processor processor;
	struct acpi_io_apic io;
	struct acpi_override override;
	struct acpi_nmi nmi;
	uint8_t bytes[sizeof(struct acpi_io_apic)];
};

/* A list: read() makes an element of an entry that is one. */
struct list {
	bool (*read)(const uint8_t *entry, size_t bytes, union element *e);
	uint8_t *elements;
	size_t bytes;		/* of an element */
	size_t key;		/* so many first bytes tell elements apart; 0: nothing does */
	unsigned int count, max;
};

static void copy(uint8_t *to, const uint8_t *from, size_t bytes)
{
	while (bytes-- > 0)
		to[bytes] = from[bytes];
}

static bool is_same(const uint8_t *a, const uint8_t *b, size_t bytes)
{
	while (bytes-- > 0)
		if (a[bytes] != b[bytes])
			return false;
	return true;
}

static bool is_listed(const struct list *l, const union element *e)
{
	for (unsigned int i = 0; l->key != 0 && i < l->count && i < l->max; i++)
		if (is_same(l->elements + i * l->bytes, e->bytes, l->key))
			return true;
	return false;
}

static unsigned int fill(const struct acpi *acpi, struct list l)
{
	struct walk w = walk_begin(acpi);
	union element e = { .bytes = { 0 } };
	const uint8_t *entry;
	size_t bytes;

	while (l.count < ACPI_MADT_MAX && (entry = walk_next(&w, &bytes)) != NULL) {
		if (!l.read(entry, bytes, &e) || is_listed(&l, &e))
			continue;
		if (l.count < l.max)
			copy(l.elements + l.count * l.bytes, e.bytes, l.bytes);
		l.count++;
	}
	return l.count;
}

static bool read_processor(const uint8_t *entry, size_t bytes, union element *e)
{
	uint32_t flags;

	if (is_entry(entry, bytes, TYPE_LOCAL, LOCAL_BYTES)) {
		e->processor = (struct acpi_processor){ widened(entry[LOCAL_ID]),
							entry[LOCAL_UID] };
		flags = (uint32_t)acpi_number(entry + LOCAL_FLAGS, 4);
	} else if (is_entry(entry, bytes, TYPE_LOCAL_X2, LOCAL_X2_BYTES)) {
		e->processor = (struct acpi_processor){
			.apic_id = (uint32_t)acpi_number(entry + LOCAL_X2_ID, 4),
			.uid = (uint32_t)acpi_number(entry + LOCAL_X2_UID, 4),
		};
		flags = (uint32_t)acpi_number(entry + LOCAL_X2_FLAGS, 4);
	} else {
		return false;
	}
	return flags & FLAG_ENABLED;
}

unsigned int acpi_processors(const struct acpi *acpi, struct acpi_processor *list,
			     unsigned int max)
{
	return fill(acpi, (struct list){
		.read = read_processor, .elements = (uint8_t *)list, .max = max,
		.bytes = sizeof(*list), .key = sizeof(list->apic_id),
	});
}

static bool read_io_apic(const uint8_t *entry, size_t bytes, union element *e)
{
	if (!is_entry(entry, bytes, TYPE_IO, IO_BYTES))
		return false;
	e->io = (struct acpi_io_apic){
		.address = acpi_number(entry + IO_ADDRESS, 4),
		.first = (uint32_t)acpi_number(entry + IO_FIRST, 4), .id = entry[IO_ID],
	};
	return true;
}

unsigned int acpi_io_apic_list(const struct acpi *acpi, struct acpi_io_apic *list,
			       unsigned int max)
{
	return fill(acpi, (struct list){
		.read = read_io_apic, .elements = (uint8_t *)list, .max = max,
		.bytes = sizeof(*list), .key = sizeof(list->address),
	});
}

static bool read_override(const uint8_t *entry, size_t bytes, union element *e)
{
	if (!is_entry(entry, bytes, TYPE_OVERRIDE, OVERRIDE_BYTES) || entry[OVERRIDE_BUS] != 0 ||
	    entry[OVERRIDE_ISA] >= ISA_LINES)
		return false;
	e->override = (struct acpi_override){
		.isa = entry[OVERRIDE_ISA],
		.line = (uint32_t)acpi_number(entry + OVERRIDE_LINE, 4),
		.flags = (uint16_t)acpi_number(entry + OVERRIDE_FLAGS, 2),
	};
	return true;
}

unsigned int acpi_overrides(const struct acpi *acpi, struct acpi_override *list, unsigned int max)
{
	return fill(acpi, (struct list){
		.read = read_override, .elements = (uint8_t *)list, .max = max,
		.bytes = sizeof(*list), .key = sizeof(list->isa),
	});
}

static bool read_nmi(const uint8_t *entry, size_t bytes, union element *e)
{
	if (is_entry(entry, bytes, TYPE_NMI, NMI_BYTES))
		e->nmi = (struct acpi_nmi){
			.uid = widened(entry[NMI_UID]), .input = entry[NMI_INPUT],
			.flags = (uint16_t)acpi_number(entry + NMI_FLAGS, 2),
		};
	else if (is_entry(entry, bytes, TYPE_NMI_X2, NMI_X2_BYTES))
		e->nmi = (struct acpi_nmi){
			.uid = (uint32_t)acpi_number(entry + NMI_X2_UID, 4),
			.flags = (uint16_t)acpi_number(entry + NMI_X2_FLAGS, 2),
			.input = entry[NMI_X2_INPUT],
		};
	else
		return false;
	return e->nmi.input < INPUTS;
}

unsigned int acpi_nmis(const struct acpi *acpi, struct acpi_nmi *list, unsigned int max)
{
	return fill(acpi, (struct list){
		.read = read_nmi, .elements = (uint8_t *)list, .max = max, .bytes = sizeof(*list),
	});
}

bool acpi_local_apic(const struct acpi *acpi, uint64_t *address)
{
	struct walk w = walk_begin(acpi);
	const uint8_t *entry;
	size_t bytes;

	if (w.madt == NULL)
		return false;
	*address = acpi_number(w.madt + MADT_ADDRESS, 4);
	while ((entry = walk_next(&w, &bytes)) != NULL)
		if (is_entry(entry, bytes, TYPE_ADDRESS, ADDRESS_BYTES))
			*address = acpi_number(entry + ADDRESS_AT, 8);
	return true;
}
