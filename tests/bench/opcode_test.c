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

/* SPARC-V9: instructions are words, the highest byte first. */
static const struct {
	uint32_t word;
	enum opcode op;
	const char *text;
} words[] = {
	{ 0x01000000, OP_ORDINARY, "nop" },
	{ 0x8d902006, OP_STI_AT_ONCE, "wrpr %g0, 6, %pstate" },
	{ 0x8d902004, OP_CLI, "wrpr %g0, 4, %pstate" },
	{ 0x8d904000, OP_ORDINARY, "wrpr %g1, %g0, %pstate" },
	{ 0x93906000, OP_WINDOW_MOVE, "wrpr %g1, 0, %cwp" },
	{ 0x83880000, OP_WINDOW_FILL, "restored" },
	{ 0x81880000, OP_WINDOW_SPILL, "saved" },
	{ 0x81580000, OP_WINDOW_FLUSH, "flushw" },
	{ 0x81f00000, OP_IRET, "done" },
	{ 0x83f00000, OP_IRET, "retry" },
	{ 0x8143e040, OP_FENCE, "membar #Sync" },
	{ 0x83414000, OP_ORDINARY, "rd %pc, %g1" },
	{ 0x81d84000, OP_FLUSH, "flush %g1" },
	{ 0xc2f08b00, OP_MMU, "stxa %g1, [%g2] 0x58" },
	{ 0xc2f08280, OP_ORDINARY, "stxa %g1, [%g2] 0x14" },
	{ 0xc2704000, OP_ORDINARY, "stx %g1, [%g1]" },
	{ 0xc5f05009, OP_LOCKED, "casx [%g1], %o1, %g2" },
	{ 0x82684002, OP_DIVIDE, "udivx %g1, %g2, %g1" },
};

static const struct {
	uint32_t word;
	enum marker marker;
	bool is_trap;
} others[] = {
	{ 0x012b4601, MARK_0, false }, { 0x012b4605, MARK_END, false },
	{ 0x012b4600, MARK_NONE, false }, { 0x012b4606, MARK_NONE, false },
	{ 0x91d02071, MARK_NONE, true }, { 0x91d0207b, MARK_NONE, true },
	{ 0x91d02070, MARK_NONE, false }, { 0x91d0207c, MARK_NONE, false },
};

static void put_word(uint8_t bytes[4], uint32_t word)
{
	bytes[0] = (uint8_t)(word >> 24);
	bytes[1] = (uint8_t)(word >> 16);
	bytes[2] = (uint8_t)(word >> 8);
	bytes[3] = (uint8_t)word;
}

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

int main(void)
{
	unsigned int i, number = 0, failed = 0;
	uint8_t bytes[4];
	enum opcode op;
	bool good;

	printf("1..%zu\n", COUNT(cases) + COUNT(markers) + COUNT(jumps) + COUNT(words) +
	       COUNT(others));
	for (i = 0; i < COUNT(cases); i++) {
		op = opcode_of_amd64(cases[i].start, (size_t)(cases[i].end - cases[i].start));
		good = op == cases[i].op;
		failed += !good;
		printf("%sok %u - %s is %s\n", good ? "" : "not ", ++number, cases[i].text,
		       opcode_names[op]);
	}
	for (i = 0; i < COUNT(markers); i++) {
		good = marker_of_amd64(markers[i].bytes, sizeof(markers[i].bytes)) ==
		       markers[i].marker;
		failed += !good;
		printf("%sok %u - marker %u\n", good ? "" : "not ", ++number, i);
	}
	for (i = 0; i < COUNT(jumps); i++) {
		good = is_jump_through(jumps[i].bytes, jumps[i].size, 0x1000, 0x1fff) ==
		       jumps[i].is_through;
		failed += !good;
		printf("%sok %u - jump %u\n", good ? "" : "not ", ++number, i);
	}
	for (i = 0; i < COUNT(words); i++) {
		put_word(bytes, words[i].word);
		good = opcode_of_sparc64(bytes, sizeof(bytes)) == words[i].op;
		failed += !good;
		printf("%sok %u - SPARC-V9: %s is %s\n", good ? "" : "not ", ++number,
		       words[i].text, opcode_names[words[i].op]);
	}
	for (i = 0; i < COUNT(others); i++) {
		put_word(bytes, others[i].word);
		good = marker_of_sparc64(bytes, sizeof(bytes)) == others[i].marker &&
		       is_stub_trap(bytes, sizeof(bytes)) == others[i].is_trap;
		failed += !good;
		printf("%sok %u - SPARC-V9: %#x\n", good ? "" : "not ", ++number, others[i].word);
	}
	return failed > 0;
}
