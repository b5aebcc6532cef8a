/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of the plugin know of each other: an instruction, who executes it, and the two
 * things that are made of the executed ones, regions and stretches.
 */
#ifndef L4_BENCH_PLUGIN_H
#define L4_BENCH_PLUGIN_H

#include "opcode.h"
#include "qemu.h"

#include <stdio.h>

/* Emulated processors; one with a higher number counts as the one with so many less. */
#define CPUS	64
#define WINDOW_START	0xffa00000u	/* AMD64: what users see of the kernel */
#define WINDOW_END	0xffc00000u

/* Who is executing: by address, as the plugin interface does not tell the processor's mode. */
enum mode {
	MODE_USER,
	MODE_STUB,	/* the kernel's entry stubs, executed by users */
	MODE_KERNEL,
};

struct insn {
	uint64_t address;
	uint8_t size;
	uint8_t opcode;		/* enum opcode */
	uint8_t marker;		/* enum marker */
	uint8_t mode;		/* enum mode */
};

/* turn.c: which of several processors executes, where the emulator does not know */
void turn_watch(struct qemu_tb *tb);
/* The processor that executes; what the emulator calls it. */
unsigned int turn_of(unsigned int cpu);

/* region.c: what lies between two markers */
void region_marker(enum marker marker);
void region_executed(unsigned int cpu, const struct insn *insn);
void region_access(unsigned int cpu, uint64_t address, bool store, qemu_meminfo_t info);
void region_set_output(FILE *out);
/* The single steps of these rows (`a+b`) are written instruction by instruction. */
void region_set_trace(const char *names, FILE *out);
extern bool region_active;

/* boot.c: from the loader's first instruction, at this address, to the first program's */
void boot_set_output(FILE *out, uint64_t address);
void boot_executed(const struct insn *insn);

/* stretch.c: kernel instructions with interrupts off */
/* The kernel calls firmware before the first program runs: only a return starts that. */
void stretch_firmware(void);
void stretch_executed(unsigned int cpu, const struct insn *insn);
void stretch_report(FILE *out);
/* The addresses of the longest stretch. */
void stretch_report_path(FILE *out);

#endif
