/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which processor executes. Where processors take turns, the emulator of version 4 translates a
 * block once for all of them and tells all the time the number of the one that it was translated
 * for. The kernel's GS base is another address of its window on each processor, so the one that was
 * loaded first belongs to processor 0, and so on. A user may have loaded a selector with the base
 * 0, and a processor that starts has it: then the one before goes on.
 */
#include "plugin.h"

#include <string.h>

static uint64_t bases[CPUS];
static unsigned int count, current;
static struct qemu_handle *base_register;
static struct qemu_array *bytes;

static bool find_register(void)
{
	const struct qemu_array *all = qemu_plugin_get_registers();
	const struct qemu_register *registers = all->data;
	unsigned int i;

	for (i = 0; i < all->length; i++)
		if (strcmp(registers[i].name, "gs_base") == 0)
			base_register = registers[i].handle;
	bytes = g_byte_array_new();
	return base_register && bytes;
}

static void begins(unsigned int cpu, void *data)
{
	uint32_t base = 0;
	unsigned int i;

	(void)cpu;
	(void)data;
	if (!base_register && !find_register())
		return;
	g_byte_array_set_size(bytes, 0);
	/* 32-bit code has the lower half alone, and no processor's base needs more. */
	if (qemu_plugin_read_register(base_register, bytes) < (int)sizeof(base))
		return;
	memcpy(&base, bytes->data, sizeof(base));
	if (base < WINDOW_START || base >= WINDOW_END)
		return;
	for (i = 0; i < count && bases[i] != base; i++)
		;
	if (i == CPUS)
		return;
	if (i == count)
		bases[count++] = base;
	current = i;
}

void turn_watch(struct qemu_tb *tb)
{
	qemu_plugin_register_vcpu_tb_exec_cb(tb, begins, QEMU_CB_R_REGS, NULL);
}

unsigned int turn_of(unsigned int cpu)
{
	return count > 0 ? current : cpu;
}
