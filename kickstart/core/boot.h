/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole of booting without the machine: from what the boot loader has told to a kernel that
 * can be entered. The steps are to be called in this order; each may fail, with a problem that
 * names the module. Between the steps a caller can print what was decided.
 */
#ifndef L4_KICKSTART_BOOT_H
#define L4_KICKSTART_BOOT_H

#include "cmdline.h"
#include "kip.h"
#include "loader_info.h"
#include "module.h"

struct boot {
	struct phys mem;
	struct range loader;		/* where the loader itself lies */
	struct options options;
	u64 maxmem;			/* from options, whole pages, ~0 = no limit */
	struct loader_info told;
	struct memory memory;
	struct module modules[MODULES_MAX];
	struct kip kip;
	struct range kernel_memory;
	struct range bootinfo;		/* empty if there is none */
	struct range mbi;		/* multiboot structure for users; empty if none */
	struct range record;		/* the loader's record for the kernel; empty if none */
};

/* Take over the options; mem, loader, told, memory and modules must be set. */
__must_check bool boot_start(struct boot *b, struct problem *why);

/* Check all files, find a place for everything. Changes nothing in memory. */
__must_check bool boot_plan(struct boot *b, struct problem *why);

/* Move files out of the way and load the programs. */
__must_check bool boot_load(struct boot *b, struct problem *why);

/* Write boot information, multiboot copy and record, fill in the kernel interface page. */
__must_check bool boot_describe(struct boot *b, struct problem *why);

/*
 * All of these steps. `print` gets lines about what is wrong but stops nothing; is_verbose: also
 * about what was found and decided.
 */
typedef __printf(1, 2) void boot_print(const char *fmt, ...);
__must_check bool boot_run(struct boot *b, boot_print *print, bool is_verbose,
			   struct problem *why);

/*
 * May the loader draw on the framebuffer that it was told of? It reaches all of it, and no memory
 * is there. To be asked when the boot loader's structures were read, with whatever result.
 */
bool boot_may_draw(const struct boot *b);

/* The problem as a sentence that begins with the module it is about. */
void boot_problem_text(const struct boot *b, const struct problem *why, char *buf, size_t size);

/* "kernel", "sigma0", "root task" or "module". */
const char *boot_module_role(u32 module);

#endif
