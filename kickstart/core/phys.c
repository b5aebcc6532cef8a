/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checked access to physical memory, at any alignment, and in the byte order of the machine that is
 * booted, whatever machine this runs on in tests.
 */
#include "phys.h"

static bool is_same_order(const struct phys *mem)
{
	return mem->target->is_big_endian == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

/* A number between the orders of target and host. */
static u32 order32(const struct phys *mem, u32 value)
{
	return is_same_order(mem) ? value : __builtin_bswap32(value);
}

static u64 order64(const struct phys *mem, u64 value)
{
	return is_same_order(mem) ? value : __builtin_bswap64(value);
}

bool phys_reaches(const struct phys *mem, paddr_t at, u64 len)
{
	return at <= mem->size && len <= mem->size - at;
}

static void *phys_pointer(const struct phys *mem, paddr_t at, u64 len)
{
	if (!phys_reaches(mem, at, len))
		__builtin_trap();
	return (void *)(mem->base + (uintptr_t)at);
}

bool phys_read(const struct phys *mem, paddr_t at, void *to, size_t len)
{
	if (!phys_reaches(mem, at, len))
		return false;
	__builtin_memcpy(to, phys_pointer(mem, at, len), len);
	return true;
}

bool phys_read32(const struct phys *mem, paddr_t at, u32 *value)
{
	if (!phys_read(mem, at, value, sizeof(*value)))
		return false;
	*value = order32(mem, *value);
	return true;
}

size_t phys_read_string(const struct phys *mem, paddr_t at, char *to, size_t room)
{
	const char *from;
	size_t n = 0;

	if (!phys_reaches(mem, at, 1))
		return 0;
	if (room > mem->size - at)
		room = (size_t)(mem->size - at);
	from = phys_pointer(mem, at, room);
	while (n < room) {
		to[n] = from[n];
		if (!to[n++])
			break;
	}
	return n;
}

bool phys_find32(const struct phys *mem, struct range r, u32 step, u32 value, paddr_t *at)
{
	/* A number, as the range may end with the address space. */
	uintptr_t p = (uintptr_t)phys_pointer(mem, r.start, range_size(r));
	size_t left = (size_t)range_size(r);

	value = order32(mem, value);
	for (; left >= sizeof(value); p += step, left = left > step ? left - step : 0) {
		u32 there;

		__builtin_memcpy(&there, (const void *)p, sizeof(there));
		if (there == value) {
			*at = p - mem->base;
			return true;
		}
	}
	return false;
}

u16 phys_get16(const struct phys *mem, paddr_t at)
{
	const u8 *p = phys_pointer(mem, at, sizeof(u16));

	return (u16)(mem->target->is_big_endian ? p[0] << 8 | p[1] : p[0] | p[1] << 8);
}

u32 phys_get32(const struct phys *mem, paddr_t at)
{
	u32 value;

	__builtin_memcpy(&value, phys_pointer(mem, at, sizeof(value)), sizeof(value));
	return order32(mem, value);
}

u64 phys_get64(const struct phys *mem, paddr_t at)
{
	u64 value;

	__builtin_memcpy(&value, phys_pointer(mem, at, sizeof(value)), sizeof(value));
	return order64(mem, value);
}

void phys_write(const struct phys *mem, paddr_t at, const void *from, size_t len)
{
	__builtin_memcpy(phys_pointer(mem, at, len), from, len);
}

void phys_put32(const struct phys *mem, paddr_t at, u32 value)
{
	value = order32(mem, value);
	phys_write(mem, at, &value, sizeof(value));
}

void phys_put64(const struct phys *mem, paddr_t at, u64 value)
{
	value = order64(mem, value);
	phys_write(mem, at, &value, sizeof(value));
}

void phys_zero(const struct phys *mem, struct range at)
{
	size_t len = (size_t)range_size(at);

	__builtin_memset(phys_pointer(mem, at.start, len), 0, len);
}

void phys_move(const struct phys *mem, paddr_t to, struct range from)
{
	size_t len = (size_t)range_size(from);

	__builtin_memmove(phys_pointer(mem, to, len), phys_pointer(mem, from.start, len), len);
}
