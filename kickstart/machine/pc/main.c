/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader on the machine: runs the steps of booting, prints, enters the kernel, and stops
 * with a message if that is not possible.
 */
#include "console.h"
#include "../../core/boot.h"
#include "../../from/multiboot1.h"
#include "../../from/multiboot2.h"

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

static bool read_loader(u32 magic, u32 info, struct problem *why)
{
	if (magic == MULTIBOOT2_MAGIC)
		return multiboot2_read(&boot.mem, info, &boot.told, &boot.memory, boot.modules,
				       why);
	return multiboot1_read(&boot.mem, magic, info, &boot.told, &boot.memory, boot.modules,
			       why);
}

void kickstart_main(u32 magic, u32 info)
{
	struct problem why = { .module = NO_MODULE };
	bool is_read;

	boot.mem = (struct phys){ .size = 4 * GIB, .target = &target_pc };
	boot.loader = (struct range){ (uintptr_t)loader_start, (uintptr_t)loader_end };
	is_read = read_loader(magic, info, &why);
	console_init(boot_may_draw(&boot) ? &boot.told.framebuffer : NULL);
	if (!is_read || !boot_run(&boot, console_print, IS_ENABLED(CONFIG_VERBOSE_INIT), &why))
		stop(&why);
	console_flush();
	handover((u32)boot.modules[MODULE_KERNEL].image.entry);
}
