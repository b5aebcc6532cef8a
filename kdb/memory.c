/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the user of the debugger names: read through checks only, so that no address can
 * harm; and the commands that dump it.
 */
#include <kdb/kdb.h>

#include <api/space.h>
#include <arch/space.h>
#include <generic/string.h>
#include <generic/usercopy.h>
#include <kdb/cpu.h>

#define LINE_LENGTH	8u
#define DEFAULT_LENGTH	0x80u
#define MAX_LENGTH	0x10000u

enum kind { KERNEL, PHYSICAL, USER };

size_t kdb_read_kernel(void *dst, kvaddr_t src, size_t bytes)
{
	size_t done = 0;

	while (done < bytes) {
		size_t part = MIN(kdb_cpu_kernel_readable(src), bytes - done);

		if (part == 0)
			break;
		kmemcpy((char *)dst + done, (const void *)src, part);
		done += part;
		src += part;
	}
	return done;
}

size_t kdb_read_phys(void *dst, paddr_t src, size_t bytes)
{
	while (bytes > 0 && !arch_phys_is_mapped(src, bytes))
		bytes--;
	if (bytes > 0)
		kmemcpy(dst, paddr_to_kv(src), bytes);
	return bytes;
}

size_t kdb_read_user(const struct space *s, void *dst, uvaddr_t src, size_t bytes)
{
	return user_read(&s->pt, dst, src, bytes);
}

static size_t read(enum kind kind, const struct space *s, void *dst, word_t src, size_t bytes)
{
	switch (kind) {
	case KERNEL:
		return kdb_read_kernel(dst, src, bytes);
	case PHYSICAL:
		return kdb_read_phys(dst, src, bytes);
	case USER:
		return kdb_read_user(s, dst, src, bytes);
	}
	return 0;
}

/* Bytes that could not be read are dashes. */
static void print_line(word_t address, const u8 *data, size_t read, size_t length)
{
	kdb_printf("%016lx ", address);
	for (size_t i = 0; i < LINE_LENGTH; i++) {
		kdb_printf(" ");
		if (i < read)
			kdb_printf("%02x", data[i]);
		else
			kdb_printf(i < length ? "--" : "  ");
	}
	kdb_printf("  ");
	for (size_t i = 0; i < read; i++)
		kdb_printf("%c", data[i] >= ' ' && data[i] <= '~' ? data[i] : '.');
	kdb_printf("\n");
}

static void dump(enum kind kind, const struct space *s, int argc, char **argv, int at)
{
	word_t address, length = DEFAULT_LENGTH;
	u8 data[LINE_LENGTH];

	if (!kdb_arg_number(argv[at], &address) || !kdb_arg_optional(argc, argv, at + 1, &length))
		return;
	if (length > MAX_LENGTH) {
		kdb_printf("%#lx: at most %#x bytes at once\n", length, MAX_LENGTH);
		return;
	}
	while (length > 0 && !kdb_is_interrupted()) {
		size_t n = MIN(length, LINE_LENGTH - address % LINE_LENGTH);
		size_t got = read(kind, s, data, address, n);

		if (got == 0) {
			kdb_printf("%016lx  is not mapped\n", address);
			return;
		}
		print_line(address, data, got, n);
		address += n;
		length -= n;
	}
}

static void dump_kernel(int argc, char **argv)
{
	dump(KERNEL, NULL, argc, argv, 1);
}

KDB_COMMAND(dump_kernel, "dump", 1, 2, "address [length]", "memory of the kernel");

static void dump_user(int argc, char **argv)
{
	const struct space *s = kdb_arg_space(argv[1]);

	if (s != NULL)
		dump(USER, s, argc, argv, 2);
}

KDB_COMMAND(dump_user, "udump", 2, 3, "space address [length]", "memory of a space");

static void dump_physical(int argc, char **argv)
{
	dump(PHYSICAL, NULL, argc, argv, 1);
}

KDB_COMMAND(dump_physical, "pdump", 1, 2, "address [length]", "physical memory");
