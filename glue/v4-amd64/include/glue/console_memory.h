/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Console devices that lie in memory: framebuffer, ring, registers of a PCI card.
 */
#ifndef L4_GLUE_CONSOLE_MEMORY_H
#define L4_GLUE_CONSOLE_MEMORY_H

/*
 * Finds them, in the loader's record and what it says about memory; those that can be reached work
 * from now on. Context: boot, with the processor's features known and the tables of boot.S.
 */
void console_memory_begin(void);
/*
 * All work from now on, with the memory types that are theirs. Context: boot, with the kernel's own
 * page tables loaded.
 */
void console_memory_map(void);
/* Says in the interface page whose they are. Context: boot, when it is completed. */
void console_memory_describe(void);

#endif
