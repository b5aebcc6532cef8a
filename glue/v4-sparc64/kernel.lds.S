/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel image: loaded at 4 MiB and linked where physical memory is seen. Code and constants
 * fill one locked TLB entry of 512 KiB, data another. The entry point comes first: the firmware
 * jumps to the first byte of a page.
 */
#define IMAGE_BASE	0xfffff80000000000
#define LOAD_ADDRESS	0x400000
#define PAGE		0x2000
#define TLB_PAGE	0x80000

OUTPUT_FORMAT(elf64-sparc)
OUTPUT_ARCH(sparc:v9)
/* Physical: the loader and the firmware do not know where the kernel sees itself. */
ENTRY(boot_entry_physical)

PHDRS {
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
}

SECTIONS {
	. = IMAGE_BASE + LOAD_ADDRESS;
	image_start = .;
	boot_entry_physical = LOAD_ADDRESS;
	image_text = .;
	.text : AT(ADDR(.text) - IMAGE_BASE) {
		*(.text.boot)
		. = ALIGN(0x8000);
		*(.text.trap_table)
		/* Branches on registers reach 128 KiB. */
		*fastpath.o(.text)
		*entry.o(.text)
		*interrupt_vector.o(.text)
		*kernel_trap.o(.text)
		*mmu_fault.o(.text)
		*windows.o(.text)
		*(.text.bare)
		/* Up to here code may run with other globals or at a trap level. */
		image_bare_end = .;
		*(.text .text.*)
	} :text
	image_text_end = .;
	.rodata : AT(ADDR(.rodata) - IMAGE_BASE) {
		*(.rodata .rodata.*)
		. = ALIGN(8);
		PROVIDE(kdb_commands_start = .);
		KEEP(*(SORT_BY_NAME(.kdb_commands.*)))
		PROVIDE(kdb_commands_end = .);
	} :text
	.ksyms : AT(ADDR(.ksyms) - IMAGE_BASE) { *(.ksyms) } :text
	ASSERT(. <= image_start + TLB_PAGE, "code and constants must fit into one TLB entry")

	. = image_start + TLB_PAGE;
	image_data = .;
	.kip : AT(ADDR(.kip) - IMAGE_BASE) { KEEP(*(.kip)) } :data
	.data : AT(ADDR(.data) - IMAGE_BASE) { *(.data .data.*) } :data
	. = ALIGN(PAGE);
	image_bss = .;
	.bss : AT(ADDR(.bss) - IMAGE_BASE) { *(.bss .bss.* COMMON) } :data
	. = ALIGN(PAGE);
	image_end = .;
	ASSERT(image_end <= image_data + TLB_PAGE, "data must fit into one TLB entry")

	/DISCARD/ : { *(.comment) *(.note .note.*) *(.eh_frame) }
}
