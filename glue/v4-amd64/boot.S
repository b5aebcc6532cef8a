/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the loader to long mode. Entered at a physical address in 32-bit protected mode with
 * flat segments and paging off; no register carries anything, no stack, DF undefined, the loader's
 * descriptor tables may be gone. (AMD64 manual, volume 2, section 14.6)
 */
#include <arch/cpureg.h>
#include <arch/percpu.h>
#include <generated/offsets.h>
#include <glue/long_mode.h>

#define PDE_LARGE	0x83		/* present, writable, 2 MiB */
#define PDE_TABLE	0x03
#define GIB_PER_MAP	4

	.section .text.boot, "ax"
	.code32
	.globl boot_entry
	.type boot_entry, @function
/* Live in: nothing. Interrupts off. No stack until long mode. */
boot_entry:
	cli
	cld
	lgdt	PHYS(boot_gdtr)
	ljmp	$0x08, $PHYS(.Lown_segments)
.Lown_segments:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss

	/*
	 * Long mode exists? Without it nothing here can run. CPUID is there if its flag can be
	 * changed; without an extended range it answers leaves of that with any other's data.
	 */
	movl	$PHYS(boot_pd) + 4096, %esp	/* free still */
	pushfl
	popl	%eax
	movl	%eax, %ecx
	xorl	$(1 << 21), %eax
	pushl	%eax
	popfl
	pushfl
	popl	%eax
	xorl	%ecx, %eax
	testl	$(1 << 21), %eax
	jz	no_long_mode
	movl	$0x80000000, %eax
	cpuid
	subl	$0x80000001, %eax
	cmpl	$0xfffe, %eax
	ja	no_long_mode
	movl	$0x80000001, %eax
	cpuid
	testl	$(1 << 29), %edx
	jz	no_long_mode
	movl	%edx, %ebp			/* bit 20: NX */

	/* Four directories of large pages: the first 4 GiB, seen at three places. */
	movl	$PHYS(boot_pd), %edi
	movl	$PDE_LARGE, %eax
	xorl	%edx, %edx
1:	.set	entry, 0
	.rept	8
	movl	%eax, entry(%edi)
	movl	%edx, entry + 4(%edi)
	addl	$0x200000, %eax
	.set	entry, entry + 8
	.endr
	leal	64(%edi), %edi			/* keeps the carry */
	jnc	1b

	movl	$PHYS(boot_pd) + PDE_TABLE, %eax
	movl	$PHYS(boot_pdpt_low), %edi
	movl	$GIB_PER_MAP, %ecx
2:	movl	%eax, (%edi)
	addl	$8, %edi
	addl	$4096, %eax
	loop	2b
	movl	$PHYS(boot_pd) + PDE_TABLE, PHYS(boot_pdpt_image) + 510 * 8

	movl	$PHYS(boot_pdpt_low) + PDE_TABLE, PHYS(boot_pml4)
	movl	$PHYS(boot_pdpt_low) + PDE_TABLE, PHYS(boot_pml4) + 256 * 8
	movl	$PHYS(boot_pdpt_image) + PDE_TABLE, PHYS(boot_pml4) + 511 * 8

	movl	$(CR4_PAE), %eax
	movl	%eax, %cr4
	movl	$PHYS(boot_pml4), %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx
	movl	$(EFER_LME | EFER_SCE), %eax
#ifndef CONFIG_CPU_NX_NEVER
	testl	$(1 << 20), %ebp
	jz	3f
	orl	$EFER_NXE, %eax
3:
#endif
	xorl	%edx, %edx
	wrmsr
	TO_LONG_MODE
	leaq	cpu0_stacks + CPU_STACKS_BYTES(%rip), %rsp
	movq	%rsp, cpu0 + CPU_STACK_TOP(%rip)
	xorl	%ebp, %ebp
	call	kernel_init		/* returns the first thread */
	movq	%rax, %rdi
	jmp	kernel_exit

	.section .rodata
	.balign 8
	.globl	boot_gdt
boot_gdt:
	.quad	0
	.quad	0x00cf9a000000ffff	/* 0x08: 32-bit code */
	.quad	0x00cf92000000ffff	/* 0x10: data */
	.quad	0x00af9a000000ffff	/* 0x18: 64-bit code */
boot_gdtr:
	.word	. - boot_gdt - 1
	.long	PHYS(boot_gdt)

	.bss
	.balign 4096
	.globl	boot_pml4
boot_pml4:	.skip 4096
boot_pdpt_low:	.skip 4096
boot_pdpt_image: .skip 4096
boot_pd:	.skip 4096 * GIB_PER_MAP
	.section .note.GNU-stack, "", @progbits
