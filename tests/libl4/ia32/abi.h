/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ia32: the registers, which of them carry what.
 */
#ifndef TESTS_LIBL4_ABI_H
#define TESTS_LIBL4_ABI_H

/* Index of registers in gate_seen and gate_answer. */
enum { EAX, EBX, ECX, EDX, ESI, EDI, EBP, ESP, REGISTERS };

#define HALF_WORDS	0xbad00000	/* fills answers */
#define VERSION_BITS	14

/* Ipc and Unmap: the tag or first fpage in a register, the other words in memory. */
enum { IPC_TO = EAX, IPC_FROM = EDX, IPC_TIMEOUTS = ECX, IPC_SENDER = EAX, MR0 = ESI };
enum { UTCB_POINTER = EDI, MR1_OUT = EBX, MR2_OUT = EBP };
#define SEEN_MR(i)	gate_mrs[i]
extern unsigned long gate_mrs[8];
#define ANSWER_MR(i)	(*((i) == 0 ? &gate_answer[ESI] : &UTCB[i]))

enum { EXR_DEST = EAX, EXR_CONTROL = ECX, EXR_SP = EDX, EXR_IP = ESI, EXR_FLAGS = EDI };
enum { EXR_HANDLE = EBX, EXR_PAGER = EBP };
enum { TC_DEST = EAX, TC_PAGER = ECX, TC_SCHEDULER = EDX, TC_SPACE = ESI, TC_UTCB = EDI };
enum { SC_SPACE = EAX, SC_CONTROL = ECX, SC_KIP = EDX, SC_UTCBS = ESI, SC_REDIRECTOR = EDI };
enum { SC_OLD = ECX, RESULT = EAX };
enum { SCH_DEST = EAX, SCH_TIME = EDX, SCH_PROCESSOR = ESI, SCH_PRIO = ECX, SCH_PREEMPTION = EDI };
enum { PC_NUMBER = EAX, PC_INTERNAL = ECX, PC_EXTERNAL = EDX, PC_VOLTAGE = ESI };
enum { MC_CONTROL = EAX, MC_ATTRIBUTE0 = ECX, MC_ATTRIBUTE1 = EDX, MC_ATTRIBUTE2 = EBX };
enum { MC_ATTRIBUTE3 = EBP, MC_RESULT = EAX, UNMAP_CONTROL = EAX, SWITCH_DEST = EAX };

/* Registers of the host's signals, in ucontext_t; what moves the text's address. */
#define SIGNAL_IP	REG_EIP
#define SIGNAL_RESULT	REG_EAX
#define SIGNAL_VERSION	REG_ECX
#define SIGNAL_FLAGS	REG_EDX
#define SIGNAL_KERNEL	REG_ESI
#define MOVE_TEXT	{ 0xb8 }

#endif
