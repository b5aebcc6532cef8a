/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The steps of booting in their order, and lines about what was found and decided.
 */
#include "boot.h"

static void print_input(const struct boot *b, boot_print *print)
{
	const struct memory *m = &b->memory;

	print("kickstart: options \"%s\"\n", b->told.cmdline);
	for (u32 i = 0; i < m->entries; i++)
		print("  memory %#llx-%#llx type %u\n", ull(m->map[i].at.start),
			      ull(m->map[i].at.end), m->map[i].type);
}

static void print_plan(const struct boot *b, boot_print *print)
{
	for (u32 i = 0; i < b->told.num_modules; i++) {
		const struct module *m = &b->modules[i];

		print("  %s %u \"%s\" file %#llx-%#llx\n", boot_module_role(i), i,
			      m->cmdline,
			      ull(m->file.start), ull(m->file.end));
		if (m->is_program)
			print("    image %#llx-%#llx entry %#llx ELF%u\n",
				      ull(m->image.at.start), ull(m->image.at.end),
				      ull(m->image.entry), 32 * m->image.class);
	}
	print("  kernel memory %#llx-%#llx\n", ull(b->kernel_memory.start),
		      ull(b->kernel_memory.end));
	print("  kernel interface page %#llx, %u-bit\n", ull(b->kip.at),
		      8 * b->kip.word_bytes);
}

static void print_result(const struct boot *b, boot_print *print)
{
	print("  boot information %#llx-%#llx\n", ull(b->bootinfo.start),
		      ull(b->bootinfo.end));
	if (b->mem.target->has_mbi)
		print("  multiboot copy %#llx-%#llx\n", ull(b->mbi.start), ull(b->mbi.end));
	if (!range_is_empty(b->record))
		print("  record for the kernel %#llx-%#llx\n", ull(b->record.start),
			      ull(b->record.end));
	print("  %llu of %llu memory descriptors used\n", ull(b->kip.used),
		      ull(b->kip.slots));
	print("kickstart: entering the kernel\n");
}

bool boot_run(struct boot *b, boot_print *print, struct problem *why)
{
	if (!boot_start(b, why))
		return false;
	if (print)
		print_input(b, print);
	if (!boot_plan(b, why))
		return false;
	if (print)
		print_plan(b, print);
	if (!boot_load(b, why) || !boot_describe(b, why))
		return false;
	if (print)
		print_result(b, print);
	return true;
}
