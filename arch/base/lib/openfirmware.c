/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client services: an array of cells with the name, the numbers of arguments and results, then
 * arguments and results themselves.
 */
#include <lib/openfirmware.h>

#define MAX_CELLS	9

uint64_t (*firmware_entry)(uint64_t *cells);

/* Service with one result; ~0 if the firmware does not have it. */
static uint64_t call(const char *service, unsigned int n, const uint64_t *args)
{
	uint64_t cells[3 + MAX_CELLS] = { (uint64_t)(uintptr_t)service, n, 1 };

	for (unsigned int i = 0; i < n; i++)
		cells[3 + i] = args[i];
	cells[3 + n] = 0;
	return firmware_entry(cells) == 0 ? cells[3 + n] : ~(uint64_t)0;
}

static firmware_node_t node(const char *service, uint64_t argument)
{
	uint64_t found = call(service, 1, &argument);

	/* An old firmware answers with 32 bits. */
	return (uint32_t)found == ~(uint32_t)0 ? 0 : found;
}

firmware_node_t firmware_find(const char *path)
{
	return node("finddevice", (uint64_t)(uintptr_t)path);
}

firmware_node_t firmware_child(firmware_node_t n)
{
	return node("child", n);
}

firmware_node_t firmware_peer(firmware_node_t n)
{
	return node("peer", n);
}

long firmware_property(firmware_node_t n, const char *name, void *to, size_t bytes)
{
	uint64_t args[] = { n, (uint64_t)(uintptr_t)name, (uint64_t)(uintptr_t)to, bytes };
	uint64_t length = call("getprop", 4, args);

	return (int32_t)length < 0 ? -1 : (long)length;
}

void firmware_write(uint32_t instance, const char *text, size_t length)
{
	uint64_t args[] = { instance, (uint64_t)(uintptr_t)text, length };

	(void)call("write", 3, args);
}

bool firmware_map(uint32_t mmu, uint64_t va, uint64_t pa, uint64_t bytes)
{
	/* The usual mode of access. The physical address is a number of two cells. */
	uint64_t args[] = { (uint64_t)(uintptr_t)"map", mmu, ~(uint64_t)0, bytes, va, 0, pa };

	return call("call-method", 7, args) == 0;
}

void firmware_interpret(const char *words)
{
	uint64_t args[] = { (uint64_t)(uintptr_t)words };

	(void)call("interpret", 1, args);
}
