/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A plugin for QEMU that sees every instruction of the guest and passes it on: to the regions that
 * a program marks, and to the watch over stretches with interrupts off. For one emulated processor,
 * or several that take turns (-icount does that). Arguments:
 *
 *   out=FILE     one line for each region, then the longest stretches
 *   trace=NAMES  write the single steps of these rows (a+b), each instruction, to ...
 *   to=FILE      ... this file
 *   path=FILE    addresses of the longest stretch
 *   boot=FILE    how often each instruction is executed until the first program runs, counted ...
 *   entry=HEX    ... from this address on, which is the loader's entry
 */
#include "lines.h"
#include "plugin.h"

#include <stdlib.h>
#include <string.h>

#define STUB_PAGE	0xffa01u	/* number of the page where users see the stubs */
#define KIP_SHIFT	13		/* SPARC-V9: users see the stubs in the interface page */
#define KIP_PAGES	8		/* at so many places at most */
#define CHUNK		4096

PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_POINTS;

static FILE *out, *path;
static bool takes_turns;

/* Runs before the emulator looks at the version: the same plugin serves both. */
__attribute__((constructor)) static void choose_version(void)
{
	if (qemu_plugin_read_memory_vaddr)
		qemu_plugin_version = QEMU_PLUGIN_COPIES;
}

static enum mode mode_of_amd64(uint64_t address, const uint8_t *bytes, size_t size)
{
	if (address >> 63)
		return MODE_KERNEL;
	/* Gates of 32-bit programs jump to the stubs through words that are shown there. */
	if (address >> PAGE_SHIFT == STUB_PAGE ||
	    is_jump_through(bytes, size, WINDOW_START, WINDOW_END - 1))
		return MODE_STUB;
	return MODE_USER;
}

/* The page of stubs is where users execute the traps of system calls. */
static enum mode mode_of_sparc64(uint64_t address, const uint8_t *bytes, size_t size)
{
	static uint64_t pages[KIP_PAGES];
	static unsigned int count;
	unsigned int i;

	if (address >> 63)
		return MODE_KERNEL;
	for (i = 0; i < count; i++)
		if (address >> KIP_SHIFT == pages[i])
			return MODE_STUB;
	if (!is_stub_trap(bytes, size))
		return MODE_USER;
	if (count < KIP_PAGES)
		pages[count++] = address >> KIP_SHIFT;
	return MODE_STUB;
}

static const struct target {
	const char *name;
	enum mode (*mode_of)(uint64_t address, const uint8_t *bytes, size_t size);
	enum opcode (*opcode_of)(const uint8_t *bytes, size_t n);
	enum marker (*marker_of)(const uint8_t *bytes, size_t n);
	bool calls_firmware;
} targets[] = {
	{ "x86_64", mode_of_amd64, opcode_of_amd64, marker_of_amd64, false },
	{ "sparc64", mode_of_sparc64, opcode_of_sparc64, marker_of_sparc64, true },
};

static const struct target *target;

static bool find_target(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(targets[i].name, name) == 0)
			target = &targets[i];
	return target != NULL;
}

static void executed(unsigned int cpu, void *data)
{
	const struct insn *insn = data;

	cpu = turn_of(cpu);
	boot_executed(insn);
	stretch_executed(cpu, insn);
	if (insn->marker != MARK_NONE)
		region_marker(insn->marker);
	else if (region_active)
		region_executed(cpu, insn);
}

static void accessed(unsigned int cpu, qemu_meminfo_t info, uint64_t address, void *data)
{
	(void)data;
	if (region_active)
		region_access(turn_of(cpu), address, qemu_plugin_mem_is_store(info), info);
}

/* Lives as long as the emulator: translated code refers to it. */
static struct insn *new_insn(void)
{
	static struct insn *chunk;
	static unsigned int used = CHUNK;

	if (used == CHUNK) {
		chunk = calloc(CHUNK, sizeof(*chunk));
		if (!chunk)
			abort();
		used = 0;
	}
	return &chunk[used++];
}

/* The first bytes of an instruction, in `copy` if the emulator copies them. */
static const uint8_t *bytes_of(const struct qemu_insn *insn, uint8_t copy[QEMU_INSN_MAX])
{
	uintptr_t got = qemu_plugin_insn_data(insn, copy, QEMU_INSN_MAX);

	return qemu_plugin_version == QEMU_PLUGIN_COPIES ? copy : (const uint8_t *)got;
}

static void translated(qemu_id_t id, struct qemu_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	if (takes_turns)
		turn_watch(tb);
	for (i = 0; i < n; i++) {
		struct qemu_insn *from = qemu_plugin_tb_get_insn(tb, i);
		uint8_t copy[QEMU_INSN_MAX];
		const uint8_t *bytes = bytes_of(from, copy);
		struct insn *insn = new_insn();
		size_t size = qemu_plugin_insn_size(from);

		insn->address = qemu_plugin_insn_vaddr(from);
		insn->size = (uint8_t)size;
		insn->mode = (uint8_t)target->mode_of(insn->address, bytes, size);
		insn->opcode = (uint8_t)target->opcode_of(bytes, size);
		if (insn->mode == MODE_USER)
			insn->marker = (uint8_t)target->marker_of(bytes, size);
		qemu_plugin_register_vcpu_insn_exec_cb(from, executed, QEMU_CB_NO_REGS, insn);
		if (insn->mode == MODE_KERNEL)
			qemu_plugin_register_vcpu_mem_cb(from, accessed, QEMU_CB_NO_REGS,
							 QEMU_MEM_RW, NULL);
	}
}

static void ended(qemu_id_t id, void *data)
{
	(void)id;
	(void)data;
	stretch_report(out);
	if (path) {
		stretch_report_path(path);
		fclose(path);
	}
	fclose(out);
}

static FILE *open_for_writing(const char *name)
{
	FILE *file = fopen(name, "w");

	if (!file)
		perror(name);
	return file;
}

PLUGIN_EXPORT int qemu_plugin_install(qemu_id_t id, const struct qemu_info *info, int argc,
				      char **argv)
{
	const char *trace = NULL, *out_name = "/dev/stderr", *to_name = "/dev/null";
	const char *path_name = NULL, *boot_name = NULL;
	uint64_t entry = 0;
	FILE *to, *boot;
	int i;

	if (!find_target(info->target_name))
		return -1;
	takes_turns = qemu_plugin_version == QEMU_PLUGIN_COPIES && info->processors > 1;
	if (target->calls_firmware)
		stretch_firmware();
	for (i = 0; i < argc; i++) {
		if (strncmp(argv[i], "out=", 4) == 0)
			out_name = argv[i] + 4;
		else if (strncmp(argv[i], "trace=", 6) == 0)
			trace = argv[i] + 6;
		else if (strncmp(argv[i], "to=", 3) == 0)
			to_name = argv[i] + 3;
		else if (strncmp(argv[i], "path=", 5) == 0)
			path_name = argv[i] + 5;
		else if (strncmp(argv[i], "boot=", 5) == 0)
			boot_name = argv[i] + 5;
		else if (strncmp(argv[i], "entry=", 6) == 0)
			entry = strtoull(argv[i] + 6, NULL, 16);
		else
			return -1;
	}
	out = open_for_writing(out_name);
	to = open_for_writing(to_name);
	path = path_name ? open_for_writing(path_name) : NULL;
	if (!out || !to || (path_name && !path))
		return -1;
	boot = boot_name ? open_for_writing(boot_name) : NULL;
	if (boot)
		boot_set_output(boot, entry);
	else if (boot_name)
		return -1;
	/* A run that has to be ended by force has at least written what was complete. */
	setvbuf(out, NULL, _IOLBF, BUFSIZ);
	region_set_output(out);
	if (trace)
		region_set_trace(trace, to);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
