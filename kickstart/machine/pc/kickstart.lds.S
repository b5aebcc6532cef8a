/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader lies at 1 MiB, its multiboot headers first: boot loaders look for them in the first
 * 8 and 32 KiB of the file.
 */
#define LOAD_ADDRESS	0x100000
#define PAGE		0x1000

OUTPUT_FORMAT(elf32-i386)
OUTPUT_ARCH(i386)
ENTRY(start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
}

SECTIONS
{
	. = LOAD_ADDRESS;
	loader_start = .;
	.text : {
		KEEP(*(.multiboot))
		*(.text.start)
		*(.text .text.*)
		*(.rodata .rodata.*)
	} :text

	. = ALIGN(PAGE);
	.data : {
		*(.data .data.*)
	} :data
	.bss : {
		*(.bss .bss.* COMMON)
	} :data
	. = ALIGN(PAGE);
	loader_end = .;

	/DISCARD/ : {
		*(.note.* .comment .eh_frame .eh_frame_hdr)
	}
}
