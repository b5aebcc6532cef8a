/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry from a multiboot loader and the jump into the kernel. Both are 32-bit protected mode, flat
 * segments, paging and interrupts off. (Multiboot Specification 0.6.96, 3.1 and 3.2; Multiboot2
 * Specification 2.0, 3.1 to 3.3)
 */
#include "../../from/multiboot1.h"
#include "../../from/multiboot2.h"

#define STACK_SIZE	32768

#define SELECTOR_CODE	0x08
#define SELECTOR_DATA	0x10

        .section .multiboot, "a"
        .balign 8
        .long   MULTIBOOT_HEADER_MAGIC
        .long   MULTIBOOT_HEADER_FLAGS
        .long   -(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_HEADER_FLAGS)

/* The firmware's boot services end before the entry, as the header does not ask for them. */
        .balign 8
header2:
        .long   MULTIBOOT2_HEADER_MAGIC
        .long   MULTIBOOT2_HEADER_I386
        .long   header2_end - header2
        .long   -(MULTIBOOT2_HEADER_MAGIC + MULTIBOOT2_HEADER_I386 + (header2_end - header2))
tags:
        .word   MULTIBOOT2_WANT_TAGS, MULTIBOOT2_OPTIONAL
        .long   tags_end - tags
        .long   MULTIBOOT2_CMDLINE, MULTIBOOT2_MODULE, MULTIBOOT2_SIZES, MULTIBOOT2_MMAP
        .long   MULTIBOOT2_FRAMEBUFFER, MULTIBOOT2_RSDP_OLD, MULTIBOOT2_RSDP_NEW
        .long   MULTIBOOT2_EFI_MAP
tags_end:
        .balign 8
        .word   MULTIBOOT2_WANT_PAGES, 0
        .long   8
#ifdef CONFIG_CONSOLE_FB
/* Of any size; a BIOS leaves the screen in text mode unless somebody wants this. */
        .word   MULTIBOOT2_WANT_FRAMEBUFFER, MULTIBOOT2_OPTIONAL
        .long   20
        .long   0, 0, 32
        .balign 8
#endif
        .word   MULTIBOOT2_WANT_END, 0
        .long   8
header2_end:

/*
 * start: live in eax = multiboot magic, ebx = information structure. No stack, and nothing is
 * known about the boot loader's descriptor tables. The interrupt table is empty, so that a fault
 * resets the machine instead of running into old code.
 */
        .section .text.start, "ax"
        .globl  start
        .type   start, @function
start:
        cli
        cld
        lgdt    gdt_pointer
        lidt    idt_pointer
        ljmp    $SELECTOR_CODE, $.Lflat
.Lflat:
        movl    $SELECTOR_DATA, %ecx
        movl    %ecx, %ds
        movl    %ecx, %es
        movl    %ecx, %fs
        movl    %ecx, %gs
        movl    %ecx, %ss
        movl    $stack_end, %esp
        xorl    %ebp, %ebp
        subl    $8, %esp                        /* keeps the arguments on a 16-byte boundary */
        pushl   %ebx
        pushl   %eax
        call    kickstart_main
.Lstop: hlt
        jmp     .Lstop
        .size   start, . - start

/*
 * handover(u32 entry): write back the caches and enter the kernel. Registers carry nothing; they
 * are cleared so that no kernel comes to depend on one.
 */
        .text
        .globl  handover
        .type   handover, @function
handover:
        movl    4(%esp), %eax
        movl    %eax, entry
        wbinvd
        xorl    %eax, %eax
        xorl    %ebx, %ebx
        xorl    %ecx, %ecx
        xorl    %edx, %edx
        xorl    %esi, %esi
        xorl    %edi, %edi
        xorl    %ebp, %ebp
        jmp     *entry
        .size   handover, . - handover

        .section .rodata
        .balign 8
gdt:
        .quad   0
        .quad   0x00cf9b000000ffff              /* code, 4 GiB */
        .quad   0x00cf93000000ffff              /* data, 4 GiB */
gdt_end:
gdt_pointer:
        .word   gdt_end - gdt - 1
        .long   gdt
idt_pointer:
        .word   0
        .long   0

        .bss
        .balign 16
entry:
        .skip   4
        .balign 16
        .skip   STACK_SIZE
stack_end:

        .section .note.GNU-stack, "", @progbits
