/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What loader and firmware leave in memory for sigma0, and sigma0's way to read it.
 */
#include "firmware.h"

#include <l4/abi/loader.h>
#include <string.h>

/* The firmware's memory, and in it tables. */
#define RSDT		0xf1000
#define FADT		0xf2000
#define MCFG		0xf3000

static unsigned char bios[0x10000];

static void put(word at, word value, unsigned int bytes)
{
	for (; bytes-- > 0; value >>= 8)
		bios[at++ - BIOS] = (unsigned char)value;
}

static void fix_sum(word at, word size, word where)
{
	unsigned char sum = 0;

	for (word i = 0; i < size; i++)
		sum = (unsigned char)(sum + bios[at - BIOS + i]);
	put(at + where, (word)(unsigned char)-sum, 1);
}

static void make_table(word at, const char *signature, word size)
{
	memcpy(bios + (at - BIOS), signature, 4);
	put(at + 4, size, 4);
	fix_sum(at, size, 9);
}

void make_firmware(void)
{
	memcpy(bios, "RSD PTR ", 8);
	put(BIOS + 16, RSDT, 4);
	fix_sum(BIOS, 20, 8);
	put(RSDT + 36, FADT, 4);
	put(RSDT + 40, MCFG, 4);
	make_table(RSDT, "RSDT", 44);
	put(FADT + 48, 0xb2, 4);
	put(FADT + 56, 0x600, 4);
	put(FADT + 88, 4, 1);
	put(FADT + 64, 0x604, 4);
	put(FADT + 89, 2, 1);
	put(FADT + 80, 0xafe0, 4);
	put(FADT + 92, 4, 1);
	make_table(FADT, "FACP", 116);
	/* 32 buses; four in the middle of memory, where none can be. */
	put(MCFG + 44, 0xb0000000, 8);
	put(MCFG + 55, 31, 1);
	put(MCFG + 60, MIB(20), 8);
	put(MCFG + 71, 3, 1);
	make_table(MCFG, "MCFG", 76);
}

word hide_root(void)
{
	const word record = BIOS + 0x9000, root = BIOS + 0x8008;

	memcpy(bios + (root - BIOS), bios, 20);
	memset(bios, 0, 20);
	put(record + L4_LOADER_AT_MAGIC, L4_LOADER_MAGIC, 4);
	put(record + L4_LOADER_AT_SIZE, L4_LOADER_BYTES, 4);
	put(record + L4_LOADER_AT_RSDP, root, 8);
	return record;
}

const void *sigma0_memory(uint64_t start, size_t bytes)
{
	static const unsigned char nothing[4096];

	if (!checked_memory(start, bytes))
		return NULL;
	if (start >= BIOS && start + bytes <= BIOS + sizeof(bios))
		return bios + (start - BIOS);
	if (start >= RAM_START && start + bytes <= RAM_END)
		return (const void *)start;
	return bytes <= sizeof(nothing) ? nothing : NULL;
}

static void put_word(word at, unsigned int word_bytes, unsigned int n, word value)
{
	if (word_bytes == sizeof(word))
		((word *)at)[n] = value;
	else
		((uint32_t *)at)[n] = (uint32_t)value;
}

word make_bootinfo(const char *cmdline, unsigned int word_bytes)
{
	const word info = RAM_START, record = info + 8 * word_bytes;

	put_word(info, word_bytes, 0, 0x14b0021d);
	put_word(info, word_bytes, 1, 1);
	put_word(info, word_bytes, 2, 1024);
	put_word(info, word_bytes, 3, 8 * word_bytes);
	put_word(info, word_bytes, 4, 1);
	put_word(record, word_bytes, 0, 1);
	put_word(record, word_bytes, 1, 1);
	put_word(record, word_bytes, 5, 6 * word_bytes);
	strcpy((char *)(record + 6 * word_bytes), cmdline);
	return info;
}
