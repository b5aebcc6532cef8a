/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where other processors than the one that boots begin, and their way to long mode: by the tables
 * of boot.S, which show the first 4 GiB at the same addresses and the kernel's image at its place.
 * A processor that nobody has asked for, or not any more, stops. (AMD64 manual, volume 2, sections
 * 14.6 and 16.5; Intel 64 manual, volume 3, section 9.4)
 */
#include <arch/cpureg.h>
#include <arch/msr.h>
#include <glue/long_mode.h>
#include <glue/processors.h>

#define MSR_X2APIC_ID	(MSR_X2APIC + 2)
#define XAPIC_ID	0x20		/* offset of the register; the id is in its upper 8 bits */

	.text
/*
 * Copied to a page below 1 MiB, whose number is CS. Real mode, no stack, interrupts off; no
 * register carries anything.
 */
	.code16
	.globl trampoline, trampoline_end
trampoline:
	cli
	cld
	movw	%cs, %ax
	movw	%ax, %ds
	lgdtl	.Lgdtr - trampoline
	movl	$(CR0_PE | CR0_ET), %eax
	movl	%eax, %cr0
	ljmpl	$0x08, $PHYS(.Lprotected_mode)
	.balign 4
.Lgdtr:
	.word	BOOT_GDT_BYTES - 1
	.long	PHYS(boot_gdt)
trampoline_end:

	.code32
.Lstop:
	hlt
	jmp	.Lstop
.Lprotected_mode:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$0x80000000, %eax
	cpuid
	subl	$0x80000001, %eax
	cmpl	$0xfffe, %eax
	ja	.Lstop
	movl	$0x80000001, %eax
	cpuid
	testl	$(1 << 29), %edx
	jz	.Lstop
	movl	$(CR4_PAE), %eax
	movl	%eax, %cr4
	movl	$PHYS(boot_pml4), %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$(EFER_LME), %eax
	xorl	%edx, %edx
	wrmsr
	TO_LONG_MODE

	/* The one that is wanted now? It says that it is there, by the only swap that succeeds. */
	movl	$MSR_APIC_BASE, %ecx
	rdmsr
	testl	$APIC_BASE_X2APIC, %eax
	jnz	1f
	movq	processor_lapic(%rip), %rdx
	movl	XAPIC_ID(%rdx), %eax
	shrl	$24, %eax
	jmp	2f
1:	movl	$MSR_X2APIC_ID, %ecx
	rdmsr
	movl	%eax, %eax
2:	movabsq	$(PROCESSOR_WANTED << PROCESSOR_STATE_SHIFT), %rcx
	movabsq	$(PROCESSOR_THERE << PROCESSOR_STATE_SHIFT), %rdx
	orq	%rax, %rdx
	orq	%rcx, %rax
	lock cmpxchgq %rdx, processor_state(%rip)
	jne	.Lstop64
	movq	processor_stack(%rip), %rsp
	xorl	%ebp, %ebp
	call	processor_main		/* returns the first thread */
	movq	%rax, %rdi
	jmp	kernel_exit
	.globl	processor_stop
processor_stop:
.Lstop64:
	cli
	hlt
	jmp	.Lstop64
	.section .note.GNU-stack, "", @progbits
