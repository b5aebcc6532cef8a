/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts what is executed between two markers. A region has the name that its program sent before;
 * at its end one line of name=value words is written. Regions whose name ends with FINE have lines
 * and accesses counted too, of the kernel, and by physical address, so that a line seen under two
 * addresses is one. Pages are those of addresses, as the processor's buffers keep them, and those
 * of code include the entry stubs. What the processor itself reads and writes (exception frames,
 * page tables, descriptors) is not seen.
 *
 * If several processors have executed something in a region a line for each of them follows, and in
 * fine ones a line for each cache line that one has written and another one has touched.
 */
#include "plugin.h"
#include "lines.h"

#include <inttypes.h>
#include <string.h>

#define NAME_MAX	128
#define FINE		":one"
#define TRACE_AND	"+"		/* between names */

static struct {
	uint64_t instructions[3];	/* by enum mode */
	uint64_t opcodes[OPCODE_COUNT];	/* of kernel and stubs */
	uint64_t loads, stores, device;
	struct lines code, data, written, code_pages, data_pages;
} counts;

static struct {
	uint64_t instructions[3];
	struct lines touched, written;
} cpus[CPUS];

bool region_active;
static bool fine;	/* lines and accesses too: of regions that hold one step only */
static bool tracing;

static char name[NAME_MAX];
static unsigned int name_length;
static uint8_t character;

static FILE *out, *trace_out;
static const char *trace_names;

void region_set_output(FILE *file)
{
	out = file;
}

void region_set_trace(const char *wanted, FILE *file)
{
	trace_names = wanted;
	trace_out = file;
}

static void clear(void)
{
	unsigned int i;

	memset(counts.instructions, 0, sizeof(counts.instructions));
	memset(counts.opcodes, 0, sizeof(counts.opcodes));
	counts.loads = 0;
	counts.stores = 0;
	counts.device = 0;
	lines_clear(&counts.code);
	lines_clear(&counts.data);
	lines_clear(&counts.written);
	lines_clear(&counts.code_pages);
	lines_clear(&counts.data_pages);
	for (i = 0; i < CPUS; i++) {
		memset(cpus[i].instructions, 0, sizeof(cpus[i].instructions));
		lines_clear(&cpus[i].touched);
		lines_clear(&cpus[i].written);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

/* The row's name is the region's up to the first colon. */
static bool is_traced(void)
{
	size_t n = strcspn(name, ":"), length;
	const char *at;

	for (at = trace_names; at && *at != '\0'; at += length + strspn(at + length, TRACE_AND)) {
		length = strcspn(at, TRACE_AND);
		if (length == n && strncmp(name, at, n) == 0)
			return true;
	}
	return false;
}

static void begin(void)
{
	name[name_length] = '\0';
	name_length = 0;
	clear();
	fine = ends_with(name, FINE);
	tracing = fine && is_traced();
	if (tracing)
		fprintf(trace_out, "begin %s\n", name);
	region_active = true;
}

static void write_number(const char *what, uint64_t n)
{
	fprintf(out, " %s=%" PRIu64, what, n);
}

static void write_instructions(const uint64_t instructions[3])
{
	write_number("kernel", instructions[MODE_KERNEL]);
	write_number("stub", instructions[MODE_STUB]);
	write_number("user", instructions[MODE_USER]);
}

static bool has_run(unsigned int cpu)
{
	const uint64_t *n = cpus[cpu].instructions;

	return n[MODE_KERNEL] + n[MODE_STUB] + n[MODE_USER] > 0;
}

/* By physical address. */
static void write_shared(unsigned int writer, unsigned int other)
{
	const struct lines *written = &cpus[writer].written;
	uint64_t i;

	for (i = 0; i < written->size; i++)
		if (written->keys[i] != 0 && lines_has(&cpus[other].touched, written->keys[i] - 1))
			fprintf(out, "shared writer=%u other=%u address=%" PRIx64 "\n", writer,
				other, (written->keys[i] - 1) << LINE_SHIFT);
}

static void write_processors(void)
{
	unsigned int i, j, several = 0;

	for (i = 0; i < CPUS; i++)
		several += has_run(i);
	for (i = 0; i < CPUS && several > 1; i++) {
		if (!has_run(i))
			continue;
		fprintf(out, "processor number=%u", i);
		write_instructions(cpus[i].instructions);
		fputc('\n', out);
		for (j = 0; j < CPUS; j++)
			if (j != i)
				write_shared(i, j);
	}
}

static void end(void)
{
	unsigned int op;

	if (!region_active)
		return;
	region_active = false;
	fprintf(out, "region name=%s", name);
	write_instructions(counts.instructions);
	if (fine) {
		write_number("loads", counts.loads);
		write_number("stores", counts.stores);
		write_number("device", counts.device);
		write_number("code-lines", counts.code.used);
		write_number("data-lines", counts.data.used);
		write_number("written-lines", counts.written.used);
		write_number("code-pages", counts.code_pages.used);
		write_number("data-pages", counts.data_pages.used);
	}
	for (op = OP_ORDINARY + 1; op < OPCODE_COUNT; op++)
		if (counts.opcodes[op] > 0)
			write_number(opcode_names[op], counts.opcodes[op]);
	fputc('\n', out);
	write_processors();
	if (tracing)
		fputs("end\n", trace_out);
}

void region_marker(enum marker marker)
{
	switch (marker) {
	case MARK_0:
	case MARK_1:
		character = (uint8_t)(character << 1 | (marker == MARK_1));
		break;
	case MARK_CHARACTER:
		if (name_length < NAME_MAX - 1)
			name[name_length++] = (char)character;
		break;
	case MARK_BEGIN:
		begin();
		break;
	case MARK_END:
		end();
		break;
	case MARK_NONE:
		break;
	}
}

void region_executed(unsigned int cpu, const struct insn *insn)
{
	static const char letters[] = { [MODE_USER] = 'u', [MODE_STUB] = 's', [MODE_KERNEL] = 'k' };

	counts.instructions[insn->mode]++;
	cpus[cpu % CPUS].instructions[insn->mode]++;
	if (insn->mode != MODE_USER)
		counts.opcodes[insn->opcode]++;
	if (fine && insn->mode != MODE_USER) {
		lines_add(&counts.code_pages, insn->address >> PAGE_SHIFT);
		lines_add(&counts.code_pages, (insn->address + insn->size - 1) >> PAGE_SHIFT);
	}
	if (fine && insn->mode == MODE_KERNEL) {
		lines_add(&counts.code, insn->address >> LINE_SHIFT);
		lines_add(&counts.code, (insn->address + insn->size - 1) >> LINE_SHIFT);
	}
	if (tracing)
		fprintf(trace_out, "%c %" PRIx64 " %s\n", letters[insn->mode], insn->address,
			opcode_names[insn->opcode]);
}

void region_access(unsigned int cpu, uint64_t address, bool store, qemu_meminfo_t info)
{
	const struct qemu_hwaddr *where;
	uint64_t physical;
	bool device;

	if (!fine)
		return;
	where = qemu_plugin_get_hwaddr(info, address);
	device = where && qemu_plugin_hwaddr_is_io(where);
	physical = where ? qemu_plugin_hwaddr_phys_addr(where) : address;
	if (store)
		counts.stores++;
	else
		counts.loads++;
	counts.device += device;
	lines_add(&counts.data, physical >> LINE_SHIFT);
	lines_add(&counts.data_pages, address >> PAGE_SHIFT);
	if (store)
		lines_add(&counts.written, physical >> LINE_SHIFT);
	/* Each processor has devices of its own under one address. */
	if (!device)
		lines_add(&cpus[cpu % CPUS].touched, physical >> LINE_SHIFT);
	if (!device && store)
		lines_add(&cpus[cpu % CPUS].written, physical >> LINE_SHIFT);
	if (tracing)
		fprintf(trace_out, "%c %" PRIx64 " %" PRIx64 "%s\n", store ? 'W' : 'R', address,
			physical, device ? " device" : "");
}
