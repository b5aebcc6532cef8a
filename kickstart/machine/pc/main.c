/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader on the machine: runs the steps of booting, prints, enters the kernel, and stops
 * with a message if that is not possible.
 */
#include "console.h"
#include "../../core/boot.h"
#include "../../from/multiboot1.h"

#include <arch/io.h>

#define STOP_STATUS	0x13	/* to the debug exit port */

__noreturn void kickstart_main(u32 magic, u32 info);
__noreturn void handover(u32 entry);

extern const char loader_start[], loader_end[];

static struct boot boot;

static __noreturn void stop(const struct problem *why)
{
	char text[sizeof(why->text) + 96];

	boot_problem_text(&boot, why, text, sizeof(text));
	console_print("\nkickstart: %s\nkickstart: stopped\n", text);
	console_flush();
	if (CONFIG_DEBUG_EXIT_PORT)
		outb(CONFIG_DEBUG_EXIT_PORT, STOP_STATUS);
	for (;;)
		__asm__ volatile("cli; hlt");
}

static void print_input(void)
{
	const struct memory *m = &boot.memory;

	console_print("kickstart: options \"%s\"\n", boot.told.cmdline);
	for (u32 i = 0; i < m->entries; i++)
		console_print("  memory %#llx-%#llx type %u\n", ull(m->map[i].at.start),
			      ull(m->map[i].at.end), m->map[i].type);
}

static void print_plan(void)
{
	for (u32 i = 0; i < boot.told.num_modules; i++) {
		const struct module *m = &boot.modules[i];

		console_print("  %s %u \"%s\" file %#llx-%#llx\n", boot_module_role(i), i,
			      m->cmdline,
			      ull(m->file.start), ull(m->file.end));
		if (m->is_program)
			console_print("    image %#llx-%#llx entry %#llx ELF%u\n",
				      ull(m->image.at.start), ull(m->image.at.end),
				      ull(m->image.entry), 32 * m->image.class);
	}
	console_print("  kernel memory %#llx-%#llx\n", ull(boot.kernel_memory.start),
		      ull(boot.kernel_memory.end));
	console_print("  kernel interface page %#llx, %u-bit\n", ull(boot.kip.at),
		      8 * boot.kip.word_bytes);
}

static void print_result(void)
{
	console_print("  boot information %#llx-%#llx\n", ull(boot.bootinfo.start),
		      ull(boot.bootinfo.end));
	console_print("  multiboot copy %#llx-%#llx\n", ull(boot.mbi.start), ull(boot.mbi.end));
	if (!range_is_empty(boot.record))
		console_print("  record for the kernel %#llx-%#llx\n", ull(boot.record.start),
			      ull(boot.record.end));
	console_print("  %llu of %llu memory descriptors used\n", ull(boot.kip.used),
		      ull(boot.kip.slots));
	console_print("kickstart: entering the kernel\n");
}

void kickstart_main(u32 magic, u32 info)
{
	struct problem why = { .module = NO_MODULE };

	console_init();
	boot.mem = (struct phys){ 0, 4 * GIB };
	boot.loader = (struct range){ (uintptr_t)loader_start, (uintptr_t)loader_end };
	if (!multiboot1_read(&boot.mem, magic, info, &boot.told, &boot.memory, boot.modules,
			     &why) ||
	    !boot_start(&boot, &why))
		stop(&why);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		print_input();
	if (!boot_plan(&boot, &why))
		stop(&why);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		print_plan();
	if (!boot_load(&boot, &why) || !boot_describe(&boot, &why))
		stop(&why);
	if (IS_ENABLED(CONFIG_VERBOSE_INIT))
		print_result();
	console_flush();
	handover((u32)boot.modules[MODULE_KERNEL].image.entry);
}
