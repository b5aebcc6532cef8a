/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells compressed files by how they begin. (RFC 1952, gzip; the .xz file format 1.1; RFC 8878,
 * zstd; LZ4 frame format 1.6; headers of lzma, bzip2, lzop and compress as these programs write
 * them)
 */
#include "compressed.h"

#define BEGIN_MAX	9

/* GRUB has a module for some. */
#define GRUB(module)	"unpack it, or have GRUB do that: `insmod " module "` before"
#define BY_HAND		"unpack it before"

static const struct {
	struct compression how;
	u8 bytes;
	u8 begin[BEGIN_MAX];
} kinds[] = {
	{ { "gzip", GRUB("gzio") }, 2, { 0x1f, 0x8b } },
	{ { "xz", GRUB("xzio") }, 6, { 0xfd, '7', 'z', 'X', 'Z', 0 } },
	{ { "lzop", GRUB("lzopio") }, 9, { 0x89, 'L', 'Z', 'O', 0, 0x0d, 0x0a, 0x1a, 0x0a } },
	{ { "lzma", BY_HAND }, 3, { 0x5d, 0, 0 } },
	{ { "zstd", BY_HAND }, 4, { 0x28, 0xb5, 0x2f, 0xfd } },
	{ { "bzip2", BY_HAND }, 3, { 'B', 'Z', 'h' } },
	{ { "lz4", BY_HAND }, 4, { 0x04, 0x22, 0x4d, 0x18 } },
	{ { "lz4 (its old format)", BY_HAND }, 4, { 0x02, 0x21, 0x4c, 0x18 } },
	{ { "compress", BY_HAND }, 2, { 0x1f, 0x9d } },
};

const struct compression *compressed_how(const struct phys *mem, struct range file)
{
	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++) {
		u8 begin[BEGIN_MAX];

		if (range_size(file) >= kinds[i].bytes &&
		    phys_read(mem, file.start, begin, kinds[i].bytes) &&
		    __builtin_memcmp(begin, kinds[i].begin, kinds[i].bytes) == 0)
			return &kinds[i].how;
	}
	return NULL;
}
