/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The steps of booting in their order, and lines about what was found and decided.
 */
#include "boot.h"

static void print_input(const struct boot *b, boot_print *print)
{
	const struct memory *m = &b->memory;

	print("kickstart: options \"%s\"\n", b->told.cmdline);
	if (b->told.framebuffer.at)
		print("  framebuffer %#llx, %ux%u, %u bits\n", ull(b->told.framebuffer.at),
		      b->told.framebuffer.mode.width, b->told.framebuffer.mode.height,
		      b->told.framebuffer.mode.depth);
	for (u32 i = 0; i < m->entries; i++)
		print("  memory %#llx-%#llx type %u\n", ull(m->map[i].at.start),
			      ull(m->map[i].at.end), m->map[i].type);
	if (b->told.rsdp)
		print("  ACPI's root pointer %#llx\n", ull(b->told.rsdp));
	if (b->told.rsdp_bytes)
		print("  ACPI's root pointer told by the boot loader\n");
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

/*
 * Some boot loaders put a program where its file says, whatever the firmware has there. What was
 * there is gone, which harms sleep states at most; the map still keeps everybody else away.
 */
static void check_own_place(const struct boot *b, boot_print *print)
{
	const struct memory_entry *e = memory_other(&b->memory, b->loader);

	if (e)
		print("kickstart: the boot loader has put kickstart, %#llx-%#llx, over %s, "
		      "%#llx-%#llx (type %u)\n", ull(b->loader.start), ull(b->loader.end),
		      memory_type_name(e->type), ull(e->at.start), ull(e->at.end), e->type);
}

bool boot_run(struct boot *b, boot_print *print, bool is_verbose, struct problem *why)
{
	if (!boot_start(b, why))
		return false;
	check_own_place(b, print);
	if (is_verbose)
		print_input(b, print);
	if (!boot_plan(b, why))
		return false;
	if (is_verbose)
		print_plan(b, print);
	if (!boot_load(b, why) || !boot_describe(b, why))
		return false;
	if (is_verbose)
		print_result(b, print);
	return true;
}
