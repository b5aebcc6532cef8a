/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader lies where the firmware shows memory at its own addresses, between kernel and
 * programs. The entry point comes first: the firmware jumps to the first byte of a page. The last
 * segment is an empty container, which the one of an image replaces.
 */
#define LOAD_ADDRESS	0x600000
#define PAGE		0x2000

OUTPUT_FORMAT(elf64-sparc)
OUTPUT_ARCH(sparc:v9)
ENTRY(start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
	container PT_LOAD FLAGS(4);
}

SECTIONS
{
	. = LOAD_ADDRESS;
	loader_start = .;
	.text : {
		*(.text.start)
		*(.text .text.*)
		*(.rodata .rodata.*)
	} :text

	. = ALIGN(PAGE);
	.data : {
		*(.data .data.*)
	} :data
	. = ALIGN(8);
	.bss : {
		loader_bss = .;
		*(.bss .bss.* COMMON)
		. = ALIGN(PAGE);
	} :data
	loader_end = .;

	.container : {
		loader_container = .;
		KEEP(*(.container))
	} :container

	/DISCARD/ : {
		*(.note.* .comment .eh_frame .eh_frame_hdr)
	}
}
