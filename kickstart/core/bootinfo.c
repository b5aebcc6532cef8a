/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot information: one record a module in their order, the multiboot record last. Size and
 * contents come from the same code, so that they cannot differ.
 */
#include <l4/abi/bootinfo.h>
#include "bootinfo.h"

struct writer {
	const struct phys *mem;		/* NULL: only measure */
	paddr_t record;			/* where the current record or the header starts */
	u32 word_bytes;
};

static void put_word(const struct writer *w, u32 index, u64 value)
{
	paddr_t at = w->record + (u64)index * w->word_bytes;

	if (!w->mem)
		return;
	if (w->word_bytes == 8)
		phys_put64(w->mem, at, value);
	else
		phys_put32(w->mem, at, (u32)value);
}

/* The string behind a record of `words` words; returns how long record and string are. */
static u64 put_string(const struct writer *w, u32 words, const char *s)
{
	u64 fixed = (u64)words * w->word_bytes, len = 0;

	while (s[len++])
		;
	if (w->mem)
		phys_write(w->mem, w->record + fixed, s, len);
	return round_up(fixed + len, w->word_bytes);
}

static void end_record(struct writer *w, u32 type, u64 size)
{
	put_word(w, L4_BOOTREC_TYPE, type);
	put_word(w, L4_BOOTREC_VERSION, 1);
	put_word(w, L4_BOOTREC_OFFSET_NEXT, size);
	w->record += size;
}

static void put_module(struct writer *w, const struct module *m)
{
	u64 size = put_string(w, L4_BOOTREC_MODULE_WORDS, m->cmdline);

	put_word(w, L4_BOOTREC_MODULE_START, m->file.start);
	put_word(w, L4_BOOTREC_MODULE_SIZE, range_size(m->file));
	put_word(w, L4_BOOTREC_MODULE_CMDLINE, (u64)L4_BOOTREC_MODULE_WORDS * w->word_bytes);
	end_record(w, L4_BOOTREC_TYPE_MODULE, size);
}

static void put_program(struct writer *w, const struct module *m)
{
	const struct image *i = &m->image;
	u64 size = put_string(w, L4_BOOTREC_EXEC_WORDS, m->cmdline);

	put_word(w, L4_BOOTREC_EXEC_TEXT_PSTART, i->text.pstart);
	put_word(w, L4_BOOTREC_EXEC_TEXT_VSTART, i->text.vstart);
	put_word(w, L4_BOOTREC_EXEC_TEXT_SIZE, i->text.size);
	put_word(w, L4_BOOTREC_EXEC_DATA_PSTART, i->data.pstart);
	put_word(w, L4_BOOTREC_EXEC_DATA_VSTART, i->data.vstart);
	put_word(w, L4_BOOTREC_EXEC_DATA_SIZE, i->data.size);
	put_word(w, L4_BOOTREC_EXEC_BSS_PSTART, i->bss.pstart);
	put_word(w, L4_BOOTREC_EXEC_BSS_VSTART, i->bss.vstart);
	put_word(w, L4_BOOTREC_EXEC_BSS_SIZE, i->bss.size);
	put_word(w, L4_BOOTREC_EXEC_INITIAL_IP, i->entry);
	put_word(w, L4_BOOTREC_EXEC_FLAGS, i->class);
	put_word(w, L4_BOOTREC_EXEC_CMDLINE, (u64)L4_BOOTREC_EXEC_WORDS * w->word_bytes);
	end_record(w, L4_BOOTREC_TYPE_SIMPLE_EXEC, size);
}

static void put_multiboot(struct writer *w, paddr_t multiboot)
{
	put_word(w, L4_BOOTREC_MULTIBOOT_ADDRESS, multiboot);
	end_record(w, L4_BOOTREC_TYPE_MULTIBOOT, (u64)L4_BOOTREC_MULTIBOOT_WORDS * w->word_bytes);
}

static void put_header(const struct writer *w, u64 size, u32 records)
{
	put_word(w, L4_BOOTINFO_WORD_MAGIC, L4_BOOTINFO_HEADER_MAGIC);
	put_word(w, L4_BOOTINFO_WORD_VERSION, L4_BOOTINFO_HEADER_VERSION);
	put_word(w, L4_BOOTINFO_WORD_SIZE, size);
	put_word(w, L4_BOOTINFO_WORD_FIRST_ENTRY, (u64)L4_BOOTINFO_HEADER_WORDS * w->word_bytes);
	put_word(w, L4_BOOTINFO_WORD_NUM_ENTRIES, records);
}

/* All records, behind the header at `at`; returns the size of header and records. */
static u64 put_records(struct writer *w, paddr_t at, const struct module *modules, u32 count,
		       bool has_multiboot, paddr_t multiboot)
{
	w->record = at + (u64)L4_BOOTINFO_HEADER_WORDS * w->word_bytes;
	for (u32 i = MODULE_KERNEL + 1; i < count; i++) {
		if (modules[i].is_program)
			put_program(w, &modules[i]);
		else
			put_module(w, &modules[i]);
	}
	if (has_multiboot)
		put_multiboot(w, multiboot);
	return w->record - at;
}

u64 bootinfo_size(u32 word_bytes, const struct module *modules, u32 count, bool has_multiboot)
{
	struct writer w = { .word_bytes = word_bytes };

	return put_records(&w, 0, modules, count, has_multiboot, 0);
}

void bootinfo_write(const struct phys *mem, paddr_t at, u32 word_bytes,
		    const struct module *modules, u32 count, paddr_t multiboot)
{
	struct writer w = { .mem = mem, .word_bytes = word_bytes };
	u64 size = bootinfo_size(word_bytes, modules, count, multiboot != 0);
	u32 records = count - 1 + (multiboot != 0);

	phys_zero(mem, (struct range){ at, at + size });
	put_records(&w, at, modules, count, multiboot != 0, multiboot);
	w.record = at;
	put_header(&w, size, records);
}
