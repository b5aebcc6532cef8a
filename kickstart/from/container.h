/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boot modules in one piece of memory, where a firmware loads one file only. Words of 8 bytes in
 * the byte order of the target: magic, bytes in all, number of modules, offset of the loader's
 * command line (0: none), then for each module offset and bytes of its file and offset of its
 * command line. Offsets count from the start. scripts/boot/container.py writes it.
 */
#ifndef L4_KICKSTART_CONTAINER_H
#define L4_KICKSTART_CONTAINER_H

#define CONTAINER_MAGIC		0x46696c6265727401	/* "Filbert", format 1 */
#define CONTAINER_HEAD_BYTES	32
#define CONTAINER_MODULE_BYTES	24

#ifndef __ASSEMBLER__
#include "../core/loader_info.h"
#include "../core/module.h"

/*
 * Take over command line and modules of the container at `at`. Nothing in it is trusted. Errors:
 * PROBLEM_CONTAINER, _STRING, _SLOTS, _TRUNCATED; why->module tells which module.
 */
__must_check bool container_read(const struct phys *mem, paddr_t at, struct loader_info *told,
				 struct module *modules, struct problem *why);
#endif

#endif
