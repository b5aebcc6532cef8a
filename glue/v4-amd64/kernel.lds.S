/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel image: linked at IMAGE_BASE, loaded at 6 MiB, inside one large page (below 8 MiB,
 * where some loaders lie). The kernel interface page comes first: loaders search for its magic.
 */
#include <glue/stubs.h>

#define IMAGE_BASE	0xffffffff80000000
#define LOAD_ADDRESS	0x600000
#define PAGE		0x1000
#define LOAD_LIMIT	0x800000

OUTPUT_FORMAT(elf64-x86-64)
ENTRY(boot_entry_physical)

PHDRS {
	kip PT_LOAD FLAGS(6);
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
	data PT_LOAD FLAGS(6);
}

SECTIONS {
	. = IMAGE_BASE + LOAD_ADDRESS;
	image_start = .;
	.kip : AT(ADDR(.kip) - IMAGE_BASE) { KEEP(*(.kip)) } :kip

	. = ALIGN(PAGE);
	image_text = .;
	.text : AT(ADDR(.text) - IMAGE_BASE) {
		*(.text.boot)
#ifdef CONFIG_HARDEN_TABLES
		/* Pages of their own that programs' page tables show. */
		. = ALIGN(PAGE);
		passage_start = .;
		KEEP(*(.passage))
		. = ALIGN(PAGE);
		passage_end = .;
#endif
		*(.text .text.*)
		. = ALIGN(PAGE);
		/* Entry stubs: a page of their own that users see. */
		stubs_start = .;
		KEEP(*(.stubs))
#ifdef CONFIG_COMPAT32
		. = stubs_start + STUB32_SETS;
		KEEP(*(.stubs32))
#endif
		. = ALIGN(PAGE);
	} :text =0xcccccccc
	image_text_end = .;

	.rodata : AT(ADDR(.rodata) - IMAGE_BASE) {
		*(.rodata .rodata.*)
		. = ALIGN(8);
		PROVIDE(kdb_commands_start = .);
		KEEP(*(SORT_BY_NAME(.kdb_commands.*)))
		PROVIDE(kdb_commands_end = .);
		code_fixups = .;
		KEEP(*(.fixups))
		code_fixups_end = .;
	} :rodata
	.ksyms : AT(ADDR(.ksyms) - IMAGE_BASE) {
		*(.ksyms)
		/* Room, so that the table does not move what follows. */
		. = ALIGN(0x10000);
	} :rodata

	. = ALIGN(PAGE);
	image_data = .;
	.data : AT(ADDR(.data) - IMAGE_BASE) { *(.data .data.*) } :data
	.bss : AT(ADDR(.bss) - IMAGE_BASE) {
#if defined(CONFIG_HARDEN_TABLES) && !defined(CONFIG_SMP)
		/* Likewise a page with the processor's data. */
		. = ALIGN(PAGE);
		*generic/cpu.o(.bss .bss.*)
		. = ALIGN(PAGE);
#endif
		*(.bss .bss.* COMMON)
	} :data
	. = ALIGN(PAGE);
	image_end = .;

	ASSERT(image_end <= IMAGE_BASE + LOAD_LIMIT, "the kernel image must end below 8 MiB")
	boot_entry_physical = boot_entry - IMAGE_BASE;

	/DISCARD/ : { *(.comment) *(.note .note.*) *(.eh_frame) }
}
