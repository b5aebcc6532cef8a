/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A boot module: a file in memory, and the image if it was loaded as a program.
 */
#ifndef L4_KICKSTART_MODULE_H
#define L4_KICKSTART_MODULE_H

#include "elf.h"
#include "memory.h"

enum {
	MODULE_KERNEL,
	MODULE_SIGMA0,
	MODULE_ROOT,
	MODULES_NEEDED,		/* further modules follow */
};

/* As for the memory map: no kernel interface page has room for so many descriptors. */
#define MODULES_MAX	512

struct module {
	struct range file;
	struct claim *file_claim;	/* once the file is noted as taken */
	const char *cmdline;		/* begins with the module's name */
	bool is_program;
	struct image image;		/* if is_program */
};

/* Where users find the module: the image of a program, else the file. */
static inline struct range module_range(const struct module *m)
{
	return m->is_program ? m->image.at : m->file;
}

#endif
