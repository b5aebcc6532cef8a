/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instructions that are not meant for programs, or whose harmlessness is worth a test, and a table
 * of them for instr.c: name, first instruction, the one in question, the one behind it, and a mask
 * of the exceptions allowed (bit 31: it may complete).
 */
#define UD	0x40
#define GP	0x2000
#define DB	0x2
#define DONE	0x80000000
#define UMIP	0x40000000	/* exception 13 if the processor can withhold it */
#define NOT_TCG	0x20000000	/* not in QEMU 7, which does something else: see instr.c */
#define TCG_DONE 0x10000000	/* completes in QEMU 10 */
#define ENTERS	0x08000000	/* may be an entry of the kernel, for 32-bit code */

	.text

	/* rdi and rax point to a page of its own; the other registers are zero. */
	.macro	instr what, allowed, text:vararg
	.text
	.balign	16
.Lstart\@:
	mov	%rdi, %rax
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
	push	%rbx
	mov	%rsp, instruction_sp
.Lhere\@:
	\text
.Lbehind\@:
	pop	%rbx
	mov	$0x77, %eax
	ret
	.section .rodata.strings, "aMS", @progbits, 1
.Lname\@:
	.asciz	"\what"
	.section .rodata
	.quad	.Lname\@, .Lstart\@, .Lhere\@, .Lbehind\@, \allowed
	.endm

	.macro	bytes what, allowed, code:vararg
	instr	"\what", \allowed, .byte \code
	.endm

	.macro	iretq_to code, stack
	mov	%rsp, %rcx
	push	$\stack
	push	%rcx
	push	$2
	push	$\code
	push	$interrupt_instructions
	iretq
	.endm

	.macro	retf_to code
	push	$\code
	push	$interrupt_instructions
	lretq
	.endm

	.macro	look instruction
	mov	$8, %eax
	\instruction %ax, %eax
	.endm

	.section .rodata
	.balign	8
	.globl	instructions, instructions_end
instructions:
	/* Privileged: exception 13 whatever the operands. */
	instr	"hlt", GP, hlt
	instr	"cli", GP, cli
	instr	"sti", GP, sti
	instr	"clts", GP, clts
	instr	"invd", GP | TCG_DONE, invd
	instr	"wbinvd", GP | TCG_DONE, wbinvd
	bytes	"wbnoinvd", GP | TCG_DONE, 0xf3, 0x0f, 0x09
	instr	"lgdt", GP, lgdt (%rdi)
	instr	"lidt", GP, lidt (%rdi)
	instr	"lldt", GP, lldt %ax
	instr	"ltr", GP, ltr %ax
	instr	"lmsw", GP, lmsw %ax
	instr	"invlpg", GP, invlpg (%rdi)
	instr	"swapgs", GP, swapgs
	instr	"rdmsr", GP, rdmsr
	instr	"wrmsr", GP, wrmsr
	instr	"rdpmc", GP, rdpmc
	instr	"sysretl", GP, sysretl
	instr	"sysretq", GP, sysretq
	bytes	"sysexit", GP | UD, 0x0f, 0x35
	bytes	"sysexitq", GP | UD, 0x48, 0x0f, 0x35
	instr	"sysenter", GP | UD | ENTERS, sysenter
	instr	"xsetbv", GP | UD, xsetbv
	instr	"invpcid", GP | UD, invpcid (%rdi), %rax
	.irp	n, 0, 2, 3, 4, 8
	instr	"mov cr\n, rax", GP, mov %cr\n, %rax
	instr	"mov rax, cr\n", GP, mov %rax, %cr\n
	.endr
	.irp	n, 1, 5, 6, 7, 9, 15
	instr	"mov cr\n, rax", GP | UD, mov %cr\n, %rax
	instr	"mov rax, cr\n", GP | UD, mov %rax, %cr\n
	.endr
	.irp	n, 0, 1, 2, 3, 6, 7
	instr	"mov dr\n, rax", GP, mov %db\n, %rax
	instr	"mov rax, dr\n", GP, mov %rax, %db\n
	.endr
	.irp	n, 4, 5, 8, 15
	instr	"mov dr\n, rax", GP | UD, mov %db\n, %rax
	instr	"mov rax, dr\n", GP | UD, mov %rax, %db\n
	.endr
	/* Not for programs, or not enabled for them. */
	instr	"monitor", GP | UD, monitor
	instr	"mwait", GP | UD, mwait
	bytes	"clac", UD, 0x0f, 0x01, 0xca
	bytes	"stac", UD, 0x0f, 0x01, 0xcb
	bytes	"rdfsbase", UD, 0xf3, 0x48, 0x0f, 0xae, 0xc0
	bytes	"rdgsbase", UD, 0xf3, 0x48, 0x0f, 0xae, 0xc8
	bytes	"wrfsbase", UD, 0xf3, 0x48, 0x0f, 0xae, 0xd0
	bytes	"wrgsbase", UD, 0xf3, 0x48, 0x0f, 0xae, 0xd8
	bytes	"rdpkru", UD, 0x0f, 0x01, 0xee
	bytes	"wrpkru", UD, 0x0f, 0x01, 0xef
	bytes	"xsaves", GP | UD, 0x48, 0x0f, 0xc7, 0x2f
	bytes	"xrstors", GP | UD, 0x48, 0x0f, 0xc7, 0x1f
	bytes	"rsm", UD, 0x0f, 0xaa
	bytes	"getsec", GP | UD, 0x0f, 0x37
	bytes	"encls", GP | UD, 0x0f, 0x01, 0xcf
	bytes	"enclu", GP | UD, 0x0f, 0x01, 0xd7
	bytes	"enclv", GP | UD, 0x0f, 0x01, 0xc0
	bytes	"pconfig", GP | UD, 0x0f, 0x01, 0xc5
	bytes	"hreset", GP | UD, 0xf3, 0x0f, 0x3a, 0xf0, 0xc0, 0x00
	bytes	"wrssq", GP | UD, 0x48, 0x0f, 0x38, 0xf6, 0x07
	bytes	"wrussq", GP | UD, 0x66, 0x48, 0x0f, 0x38, 0xf5, 0x07
	bytes	"setssbsy", GP | UD, 0xf3, 0x0f, 0x01, 0xe8
	bytes	"senduipi", GP | UD, 0xf3, 0x0f, 0xc7, 0xf0
	bytes	"stui", GP | UD, 0xf3, 0x0f, 0x01, 0xef
	/* Virtual machines: nobody enabled them. */
	bytes	"vmcall", GP | UD, 0x0f, 0x01, 0xc1
	bytes	"vmlaunch", GP | UD, 0x0f, 0x01, 0xc2
	bytes	"vmresume", GP | UD, 0x0f, 0x01, 0xc3
	bytes	"vmxoff", GP | UD, 0x0f, 0x01, 0xc4
	bytes	"vmfunc", GP | UD, 0x0f, 0x01, 0xd4
	bytes	"vmxon", GP | UD, 0xf3, 0x0f, 0xc7, 0x37
	bytes	"vmclear", GP | UD, 0x66, 0x0f, 0xc7, 0x37
	bytes	"vmptrld", GP | UD, 0x0f, 0xc7, 0x37
	bytes	"vmptrst", GP | UD, 0x0f, 0xc7, 0x3f
	bytes	"vmread", GP | UD, 0x0f, 0x78, 0xc0
	bytes	"vmwrite", GP | UD, 0x0f, 0x79, 0xc0
	bytes	"invept", GP | UD, 0x66, 0x0f, 0x38, 0x80, 0x07
	bytes	"invvpid", GP | UD, 0x66, 0x0f, 0x38, 0x81, 0x07
	bytes	"vmrun", GP | UD, 0x0f, 0x01, 0xd8
	bytes	"vmmcall", GP | UD, 0x0f, 0x01, 0xd9
	bytes	"vmload", GP | UD, 0x0f, 0x01, 0xda
	bytes	"vmsave", GP | UD, 0x0f, 0x01, 0xdb
	bytes	"stgi", GP | UD, 0x0f, 0x01, 0xdc
	bytes	"clgi", GP | UD, 0x0f, 0x01, 0xdd
	bytes	"skinit", GP | UD, 0x0f, 0x01, 0xde
	bytes	"invlpga", GP | UD, 0x0f, 0x01, 0xdf
	bytes	"invlpgb", GP | UD, 0x0f, 0x01, 0xfe
	bytes	"tlbsync", GP | UD, 0x0f, 0x01, 0xff
	bytes	"psmash", GP | UD, 0xf3, 0x0f, 0x01, 0xff
	bytes	"pvalidate", GP | UD, 0xf2, 0x0f, 0x01, 0xff
	bytes	"rmpadjust", GP | UD, 0xf3, 0x0f, 0x01, 0xfe
	bytes	"monitorx", GP | UD | DONE, 0x0f, 0x01, 0xfa
	/* Ways to another privilege level. */
	instr	"iretq to kernel code", GP | NOT_TCG, iretq_to 0x08, 0x10
	instr	"iretq to a kernel stack", GP | NOT_TCG, iretq_to 0x2b, 0x10
	instr	"retf to kernel code", GP | NOT_TCG, retf_to 0x08
	instr	"retf to the TSS", GP | NOT_TCG, retf_to 0x38
	instr	"retf to data", GP | NOT_TCG, retf_to 0x23
	instr	"retf to nothing", GP | NOT_TCG, retf_to 0
	instr	"jmp to kernel code", GP, ljmp *far_kernel
	instr	"call to kernel code", GP, lcall *far_kernel
	instr	"jmp to the TSS", GP, ljmp *far_tss
	instr	"call to the TSS", GP, lcall *far_tss
	instr	"jmp to an LDT segment", GP, ljmp *far_ldt
	instr	"call to an LDT segment", GP, lcall *far_ldt
	instr	"lss of a kernel segment", GP, lss far_data, %eax
	bytes	"mov to cs", UD, 0x8e, 0xc8
	bytes	"icebp", DB | NOT_TCG, 0xf1
	/* Invalid by definition, or not in 64-bit code. */
	bytes	"ud0", UD, 0x0f, 0xff, 0xc0
	bytes	"ud1", UD, 0x0f, 0xb9, 0xc0
	instr	"ud2", UD, ud2
	bytes	"into", UD | TCG_DONE, 0xce
	bytes	"push cs", UD, 0x0e
	bytes	"pusha", UD, 0x60
	bytes	"daa", UD, 0x27
	bytes	"lds", UD, 0xc5, 0x07
	bytes	"call far", UD, 0x9a, 0, 0, 0, 0, 8, 0
	bytes	"lock mov", UD | NOT_TCG, 0xf0, 0x89, 0xc0
	bytes	"too long", GP, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, \
		0x66, 0x66, 0x66, 0x66, 0x90
	/* They tell addresses of the kernel. */
	instr	"sgdt", UMIP, sgdt (%rdi)
	instr	"sidt", UMIP, sidt (%rdi)
	instr	"sldt", UMIP, sldt %eax
	instr	"str", UMIP, str %eax
	instr	"smsw", UMIP, smsw %eax
	/* Harmless. */
	instr	"rdtsc", DONE, rdtsc
	instr	"cpuid", DONE, cpuid
	bytes	"rdtscp", DONE | UD, 0x0f, 0x01, 0xf9
	bytes	"rdpid", DONE | UD, 0xf3, 0x0f, 0xc7, 0xf8
	bytes	"rdpru", DONE | UD, 0x0f, 0x01, 0xfd
	bytes	"rdrand", DONE | UD, 0x0f, 0xc7, 0xf0
	bytes	"clzero", DONE | UD, 0x0f, 0x01, 0xfc
	bytes	"serialize", DONE | UD, 0x0f, 0x01, 0xe8
	bytes	"xgetbv", DONE | UD, 0x0f, 0x01, 0xd0
	bytes	"rdsspq", DONE | UD, 0xf3, 0x48, 0x0f, 0x1e, 0xc8
	bytes	"umonitor", DONE | UD, 0xf3, 0x0f, 0xae, 0xf7
	bytes	"tpause", DONE | UD | GP, 0x66, 0x0f, 0xae, 0xf0
	instr	"lar", DONE, look lar
	instr	"lsl", DONE, look lsl
	instr	"verr", DONE, verr %ax
	instr	"verw", DONE, verw %ax
	instr	"clflush", DONE, clflush (%rdi)
	instr	"pause", DONE, pause
instructions_end:

/* int n for all n, 16 bytes each. */
	.text
	.balign	16
	.globl	interrupt_instructions
interrupt_instructions:
	.set	vector, 0
	.rept	256
	.balign	16
	.byte	0xcd, vector
	mov	$0x77, %eax
	ret
	.set	vector, vector + 1
	.endr

/* Reads (rsi 0) or writes all model-specific registers [edi, edi + edx). */
	.globl	msr_sweep, msr_sweep_ip, msr_sweep_write_ip, msr_sweep_next, msr_done
msr_sweep:
	mov	%edi, %ecx
	lea	(%rdi, %rdx), %r8d
1:
	xor	%eax, %eax
	xor	%edx, %edx
	test	%esi, %esi
	jnz	msr_sweep_write_ip
msr_sweep_ip:
	rdmsr
	jmp	2f
msr_sweep_write_ip:
	wrmsr
2:
	incq	msr_done
msr_sweep_next:
	inc	%ecx
	cmp	%r8d, %ecx
	jne	1b
	mov	$0x77, %eax
	ret

	.section .rodata
far_kernel:
	.long	0
	.word	8
far_tss:
	.long	0
	.word	0x3b
far_ldt:
	.long	0
	.word	7
far_data:
	.long	0
	.word	0x10

	.bss
	.balign	8
	.globl	msr_done, instruction_sp
msr_done:
	.skip	8
instruction_sp:
	.skip	8

	.section .note.GNU-stack, "", @progbits
