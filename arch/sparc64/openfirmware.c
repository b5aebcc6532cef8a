/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client services: an array of cells with the name, the numbers of arguments and results, then
 * arguments and results themselves.
 */
#include <arch/openfirmware.h>

#define MAX_CELLS	8

u64 firmware_entry;

u64 firmware_call(u64 *cells);

/* Service with one result; ~0 if the firmware does not have it. */
static u64 call(const char *service, unsigned int n, const u64 *args)
{
	u64 cells[3 + MAX_CELLS] = { (u64)service, n, 1 };

	for (unsigned int i = 0; i < n; i++)
		cells[3 + i] = args[i];
	cells[3 + n] = 0;
	return firmware_call(cells) == 0 ? cells[3 + n] : ~(u64)0;
}

static firmware_node_t node(const char *service, u64 argument)
{
	u64 found = call(service, 1, &argument);

	/* An old firmware answers with 32 bits. */
	return (u32)found == ~(u32)0 ? 0 : found;
}

firmware_node_t firmware_find(const char *path)
{
	return node("finddevice", (u64)path);
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
	u64 args[] = { n, (u64)name, (u64)to, bytes };
	u64 length = call("getprop", 4, args);

	return (s32)length < 0 ? -1 : (long)length;
}
