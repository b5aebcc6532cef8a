/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader on the machine: has the firmware show all memory, runs the steps of booting, enters
 * the kernel, and stops with a message if that is not possible.
 */
#include "console.h"
#include "../../core/boot.h"
#include "../../from/container.h"
#include "../../from/openfirmware.h"

#include <lib/openfirmware.h>

/* Where physical address 0 is seen, far from what the firmware has mapped for itself. */
#define MEMORY_VIEW	0x1000000000ul

__noreturn void kickstart_main(void);
__noreturn void handover(u64 entry);

extern const char loader_start[], loader_end[], loader_container[];

static struct boot boot;

static __noreturn void stop(const struct problem *why)
{
	char text[sizeof(why->text) + 96];

	boot_problem_text(&boot, why, text, sizeof(text));
	console_print("\nkickstart: %s\nkickstart: stopped\n", text);
	firmware_interpret("power-off");
	for (;;)
		;
}

static bool show_memory(struct problem *why)
{
	firmware_node_t chosen = firmware_find("/chosen");
	u32 mmu;

	boot.mem.base = MEMORY_VIEW;
	boot.mem.size = openfirmware_memory_end();
	if (!chosen || firmware_property(chosen, "mmu", &mmu, sizeof(mmu)) != sizeof(mmu) ||
	    !firmware_map(mmu, MEMORY_VIEW, 0, boot.mem.size))
		return problem(why, PROBLEM_MEMORY_MAP, "the firmware does not map memory");
	return true;
}

/* Loader and container. */
static struct range image(void)
{
	const u64 *head = (const u64 *)loader_container;

	return (struct range){ (uintptr_t)loader_start, (uintptr_t)loader_container + head[1] };
}

void kickstart_main(void)
{
	struct problem why = { .module = NO_MODULE };

	console_init();
	boot.mem.target = &target_sun4u;
	boot.loader = (struct range){ (uintptr_t)loader_start, (uintptr_t)loader_end };
	if (!openfirmware_memory(&boot.memory, image(), &why) || !show_memory(&why) ||
	    !container_read(&boot.mem, (uintptr_t)loader_container, &boot.told, boot.modules,
			    &why) ||
	    !openfirmware_cmdline(&boot.told, &why) ||
	    !boot_run(&boot, console_print, IS_ENABLED(CONFIG_VERBOSE_INIT), &why))
		stop(&why);
	handover(MEMORY_VIEW + boot.modules[MODULE_KERNEL].image.entry);
}
