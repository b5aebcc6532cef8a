/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recognises instructions by their bytes: those that cost much more than others, those that
 * change the interrupt flag, and the markers of measured programs.
 */
#ifndef L4_BENCH_OPCODE_H
#define L4_BENCH_OPCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kinds of instructions that are counted, with the names under which they are reported. */
#define OPCODES(X)			\
	X(ORDINARY, "ordinary")		\
	X(SYSCALL, "syscall")		\
	X(SYSRET, "sysret")		\
	X(IRET, "iret")			\
	X(SWAPGS, "swapgs")		\
	X(WRMSR, "wrmsr")		\
	X(RDMSR, "rdmsr")		\
	X(CR0, "cr0")			\
	X(CR3, "cr3")			\
	X(CR_OTHER, "cr-other")		\
	X(INVLPG, "invlpg")		\
	X(XSAVE, "xsave")		\
	X(LOCKED, "locked")		\
	X(SEGMENT, "segment")		\
	X(FSGSBASE, "fsgsbase")		\
	X(FENCE, "fence")		\
	X(RDTSC, "rdtsc")		\
	X(DIVIDE, "divide")		\
	X(PORT, "port")			\
	X(POPF, "popf")			\
	X(CLI, "cli")			\
	X(STI, "sti")			\
	X(HLT, "hlt")			\
	X(SLOW_OTHER, "slow-other")	\
	/* of SPARC-V9 */		\
	X(STI_AT_ONCE, "sti")		\
	X(MMU, "mmu")			\
	X(FLUSH, "flush")		\
	X(WINDOW_FLUSH, "window-flush")	\
	X(WINDOW_MOVE, "window-move")	\
	X(WINDOW_SPILL, "window-spill")	\
	X(WINDOW_FILL, "window-fill")

enum opcode {
#define OPCODE_ENUM(name, text)	OP_##name,
	OPCODES(OPCODE_ENUM)
	OPCODE_COUNT
};

extern const char *const opcode_names[OPCODE_COUNT];

/*
 * Markers are NOPs with a displacement that nobody else uses. A name is sent bit by bit, the
 * highest first, each character ended by MARK_CHARACTER.
 */
enum marker { MARK_NONE, MARK_0, MARK_1, MARK_CHARACTER, MARK_BEGIN, MARK_END };

enum opcode opcode_of_amd64(const uint8_t *bytes, size_t n);
enum marker marker_of_amd64(const uint8_t *bytes, size_t n);
/* True for an indirect jump of 32-bit code through a word from `first` to `last`. */
bool is_jump_through(const uint8_t *bytes, size_t n, uint32_t first, uint32_t last);

enum opcode opcode_of_sparc64(const uint8_t *bytes, size_t n);
enum marker marker_of_sparc64(const uint8_t *bytes, size_t n);
/* True for the trap instruction of an entry stub. */
bool is_stub_trap(const uint8_t *bytes, size_t n);

#endif
