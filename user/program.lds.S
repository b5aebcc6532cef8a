/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layout of every user program: one read-only executable, one read-only and one writable segment,
 * each on pages of its own, loaded where it is linked (virtual = physical), from LINK_BASE on. A
 * 32-bit program's table of gates changes itself: a segment more.
 * The symbols that linkers traditionally define are there for programs that were written for
 * them (end, edata, etext and their like); a program's own variable of such a name wins.
 */
ENTRY(_start)

PHDRS
{
	text PT_LOAD FLAGS(5);
	rodata PT_LOAD FLAGS(4);
#ifdef __i386__
	syscalls PT_LOAD FLAGS(7);
#endif
	data PT_LOAD FLAGS(6);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	. = LINK_BASE;
	__image_start = .;
	PROVIDE(__executable_start = .);

	.text : {
		*(.text.start)
		*(.text .text.*)
	} :text
	PROVIDE(__etext = .);
	PROVIDE(_etext = .);
	PROVIDE(etext = .);

	. = ALIGN(CONSTANT(COMMONPAGESIZE));
	.rodata : {
		*(.rodata .rodata.*)
		. = ALIGN(16);
		__init_array_start = .;
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		__init_array_end = .;
		__start_tap_tests = .;
		KEEP(*(tap_tests))
		__stop_tap_tests = .;
		__start_partner_functions = .;
		KEEP(*(partner_functions))
		__stop_partner_functions = .;
	} :rodata

#ifdef __i386__
	. = ALIGN(CONSTANT(COMMONPAGESIZE));
	.syscalls : {
		*(.syscalls)
	} :syscalls
#endif

	. = ALIGN(CONSTANT(COMMONPAGESIZE));
	__data_start = .;
	.data : {
		*(.data .data.*)
		*(.got .got.plt)
	} :data
	PROVIDE(_edata = .);
	PROVIDE(edata = .);

	.bss : {
		__bss_start = .;
		*(.bss .bss.*)
		*(COMMON)
		. = ALIGN(CONSTANT(COMMONPAGESIZE));
	} :data
	__image_end = .;
	PROVIDE(_end = .);
	PROVIDE(__end = .);
	PROVIDE(end = .);

	/DISCARD/ : {
		*(.comment)
		*(.note .note.*)
		*(.eh_frame .eh_frame_hdr)
	}
}
