/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD64: the registers, which of them carry what, and what the trap for the host's signals is.
 */
#ifndef TESTS_LIBL4_ABI_H
#define TESTS_LIBL4_ABI_H

/* Index of registers in gate_seen and gate_answer. */
enum {
	RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15, REGISTERS
};

#define HALF_WORDS	0xbad0bad0bad00000	/* fills answers */
#define VERSION_BITS	32

/* Ipc and Unmap: the tag or first fpage; the first word of a message, if it is in a register. */
enum { IPC_TO = RSI, IPC_FROM = RDX, IPC_TIMEOUTS = R8, IPC_SENDER = RSI, MR0 = R9 };
enum { UTCB_POINTER = RDI, MR1_OUT = RAX, MR2_OUT = RBX };
#define SEEN_MR(i)	gate_seen[mr_carriers[i]]
#define ANSWER_MR(i)	gate_answer[mr_carriers[i]]
static const int mr_carriers[8] = { R9, RAX, RBX, R10, R12, R13, R14, R15 };

enum { EXR_DEST = RAX, EXR_CONTROL = RSI, EXR_SP = RDX, EXR_IP = R8, EXR_FLAGS = R9 };
enum { EXR_HANDLE = R10, EXR_PAGER = RDI };
enum { TC_DEST = RDI, TC_PAGER = RSI, TC_SCHEDULER = RDX, TC_SPACE = R8, TC_UTCB = R9 };
enum { SC_SPACE = RDI, SC_CONTROL = RSI, SC_KIP = RDX, SC_UTCBS = R8, SC_REDIRECTOR = R9 };
enum { SC_OLD = RDX, RESULT = RAX };
enum { SCH_DEST = RDI, SCH_TIME = RDX, SCH_PROCESSOR = R8, SCH_PRIO = RSI, SCH_PREEMPTION = R9 };
enum { PC_NUMBER = RDI, PC_INTERNAL = RSI, PC_EXTERNAL = RDX, PC_VOLTAGE = R8 };
enum { MC_CONTROL = RDX, MC_ATTRIBUTE0 = RCX, MC_ATTRIBUTE1 = RSI, MC_ATTRIBUTE2 = R8 };
enum { MC_ATTRIBUTE3 = R11, MC_RESULT = RDX, UNMAP_CONTROL = RDX, SWITCH_DEST = RDI };

/* Registers of the host's signals, in ucontext_t; what moves the text's address. */
#define SIGNAL_IP	REG_RIP
#define SIGNAL_RESULT	REG_RAX
#define SIGNAL_VERSION	REG_RCX
#define SIGNAL_FLAGS	REG_RDX
#define SIGNAL_KERNEL	REG_RSI
#define MOVE_TEXT	{ 0x48, 0xc7, 0xc0 }

#endif
