/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plugin's decoder on instructions as the assembler makes them. Prints TAP.
 */
#include "../../scripts/bench/plugin/opcode.h"

#include <stdbool.h>
#include <stdio.h>

/* The bytes of an instruction lie between two labels. */
#define CASE(number, text)						\
	__asm__ (".pushsection .rodata\n"				\
		 "case_" #number ":\n\t" text "\ncase_end_" #number ":\n"	\
		 ".popsection");					\
	extern const uint8_t case_##number[], case_end_##number[]

#define CASES(X)					\
	X(0, "syscall", OP_SYSCALL)			\
	X(1, "sysretq", OP_SYSRET)			\
	X(2, "sysretl", OP_SYSRET)			\
	X(3, "iretq", OP_IRET)				\
	X(4, "swapgs", OP_SWAPGS)			\
	X(5, "wrmsr", OP_WRMSR)				\
	X(6, "rdmsr", OP_RDMSR)				\
	X(7, "mov %rax, %cr0", OP_CR0)			\
	X(8, "mov %r9, %cr3", OP_CR3)			\
	X(9, "mov %rax, %cr4", OP_CR_OTHER)		\
	X(10, "mov %cr3, %rax", OP_ORDINARY)		\
	X(11, "clts", OP_CR0)				\
	X(12, "invlpg (%rdi)", OP_INVLPG)		\
	X(13, "invlpg 8(%r10)", OP_INVLPG)		\
	X(14, "fxsave64 (%rdi)", OP_XSAVE)		\
	X(15, "xsave (%rdi)", OP_XSAVE)			\
	X(16, "xsaveopt64 (%rdi)", OP_XSAVE)		\
	X(17, "xsavec (%rdi)", OP_XSAVE)		\
	X(18, "xrstor64 (%rdi)", OP_XSAVE)		\
	X(19, "xrstors (%rdi)", OP_XSAVE)		\
	X(20, "xsetbv", OP_XSAVE)			\
	X(21, "lock incq (%rdi)", OP_LOCKED)		\
	X(22, "xchg %rax, (%rdi)", OP_LOCKED)		\
	X(23, "xchg %rax, %rbx", OP_ORDINARY)		\
	X(24, "cmpxchg %rax, (%rdi)", OP_ORDINARY)	\
	X(25, "lock cmpxchg16b (%rdi)", OP_LOCKED)	\
	X(26, "mov %ecx, %gs", OP_SEGMENT)		\
	X(27, "mov %gs, %ecx", OP_ORDINARY)		\
	X(28, "rdgsbase %rax", OP_FSGSBASE)		\
	X(29, "wrfsbase %rax", OP_FSGSBASE)		\
	X(30, "mfence", OP_FENCE)			\
	X(31, "lfence", OP_FENCE)			\
	X(32, "ldmxcsr (%rdi)", OP_ORDINARY)		\
	X(33, "rdtsc", OP_RDTSC)			\
	X(34, "rdtscp", OP_RDTSC)			\
	X(35, "div %rcx", OP_DIVIDE)			\
	X(36, "idivl (%rdi)", OP_DIVIDE)		\
	X(37, "mul %rcx", OP_ORDINARY)			\
	X(38, "neg %rcx", OP_ORDINARY)			\
	X(39, "outb %al, $0x20", OP_PORT)		\
	X(40, "inl %dx, %eax", OP_PORT)			\
	X(41, "popfq", OP_POPF)				\
	X(42, "cli", OP_CLI)				\
	X(43, "sti", OP_STI)				\
	X(44, "hlt", OP_HLT)				\
	X(45, "mov %gs:0, %rdi", OP_ORDINARY)		\
	X(46, "rep movsq", OP_ORDINARY)			\
	X(47, "ltr %ax", OP_SEGMENT)			\
	X(48, "lgdt (%rdi)", OP_SLOW_OTHER)		\
	X(49, "cpuid", OP_SLOW_OTHER)			\
	X(50, "invpcid (%rdi), %rax", OP_INVLPG)	\
	X(51, "nopl 0x46b70001(%rax,%rax,1)", OP_ORDINARY)	\
	X(52, "clflush (%rdi)", OP_ORDINARY)		\
	X(53, "stac", OP_ORDINARY)

#define DECLARE(number, text, op)	CASE(number, text);
CASES(DECLARE)

#define ENTRY(number, text, op)	{ case_##number, case_end_##number, text, op },
static const struct {
	const uint8_t *start, *end;
	const char *text;
	enum opcode op;
} cases[] = {
	CASES(ENTRY)
};

static const struct {
	uint8_t bytes[8];
	enum marker marker;
} markers[] = {
	{ { 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0xb7, 0x46 }, MARK_NONE },
	{ { 0x0f, 0x1f, 0x84, 0x00, 0x01, 0x00, 0xb7, 0x46 }, MARK_0 },
	{ { 0x0f, 0x1f, 0x84, 0x00, 0x05, 0x00, 0xb7, 0x46 }, MARK_END },
	{ { 0x0f, 0x1f, 0x84, 0x00, 0x06, 0x00, 0xb7, 0x46 }, MARK_NONE },
	{ { 0x0f, 0x1f, 0x84, 0x00, 0x01, 0x00, 0x00, 0x00 }, MARK_NONE },
	{ { 0x0f, 0x1f, 0x84, 0x08, 0x01, 0x00, 0xb7, 0x46 }, MARK_NONE },
};

/* Through a word of 1000..1fff, with a prefix or without. */
static const struct {
	uint8_t bytes[7], size;
	bool is_through;
} jumps[] = {
	{ { 0xff, 0x25, 0x00, 0x10, 0x00, 0x00 }, 6, true },
	{ { 0x2e, 0xff, 0x25, 0xff, 0x1f, 0x00, 0x00 }, 7, true },
	{ { 0xff, 0x25, 0x00, 0x20, 0x00, 0x00 }, 6, false },
	{ { 0xff, 0x25, 0xff, 0x0f, 0x00, 0x00 }, 6, false },
	{ { 0xff, 0x15, 0x00, 0x10, 0x00, 0x00 }, 6, false },
	{ { 0xff, 0xe0 }, 2, false },
};

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

int main(void)
{
	unsigned int i, number = 0, failed = 0;
	enum opcode op;
	bool good;

	printf("1..%zu\n", COUNT(cases) + COUNT(markers) + COUNT(jumps));
	for (i = 0; i < COUNT(cases); i++) {
		op = opcode_of(cases[i].start, (size_t)(cases[i].end - cases[i].start));
		good = op == cases[i].op;
		failed += !good;
		printf("%sok %u - %s is %s\n", good ? "" : "not ", ++number, cases[i].text,
		       opcode_names[op]);
	}
	for (i = 0; i < COUNT(markers); i++) {
		good = marker_of(markers[i].bytes, sizeof(markers[i].bytes)) == markers[i].marker;
		failed += !good;
		printf("%sok %u - marker %u\n", good ? "" : "not ", ++number, i);
	}
	for (i = 0; i < COUNT(jumps); i++) {
		good = is_jump_through(jumps[i].bytes, jumps[i].size, 0x1000, 0x1fff) ==
		       jumps[i].is_through;
		failed += !good;
		printf("%sok %u - jump %u\n", good ? "" : "not ", ++number, i);
	}
	return failed > 0;
}
