/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes information of multiboot 2.
 */
#include "tags.h"

u32 tags_used;

void put32(struct world *w, paddr_t address, u32 value)
{
	phys_put32(&w->boot.mem, address, value);
}

void put64(struct world *w, paddr_t address, u64 value)
{
	phys_put64(&w->boot.mem, address, value);
}

paddr_t next_tag(void)
{
	return TAGS + tags_used;
}

paddr_t tag(struct world *w, u32 type, u32 bytes)
{
	paddr_t here = next_tag();

	memset(at(w, here), 0, round_up(8 + bytes, 8));
	put32(w, here, type);
	put32(w, here + 4, 8 + bytes);
	tags_used += (u32)round_up(8 + bytes, 8);
	return here + 8;
}

void begin_tags(struct world *w)
{
	w->tags = TAGS;
	tags_used = 8;
}

void end_tags(struct world *w)
{
	tag(w, MULTIBOOT2_END, 0);
	put32(w, TAGS, tags_used);
	put32(w, TAGS + 4, 0);
}

void string_tag(struct world *w, u32 type, const char *text)
{
	strcpy((char *)at(w, tag(w, type, (u32)strlen(text) + 1)), text);
}

void module_tag(struct world *w, u32 start, u32 end, const char *text)
{
	paddr_t here = tag(w, MULTIBOOT2_MODULE, 8 + (u32)strlen(text) + 1);

	put32(w, here, start);
	put32(w, here + 4, end);
	strcpy((char *)at(w, here + 8), text);
}

void module_tags(struct world *w)
{
	for (u32 i = 0; i < w->modules; i++) {
		u32 entry = TABLE_ADDRESS + 16 * i;

		module_tag(w, read32(w, entry), read32(w, entry + 4),
			   (char *)at(w, read32(w, entry + 8)));
	}
}

void sizes_tag(struct world *w)
{
	paddr_t here = tag(w, MULTIBOOT2_SIZES, 8);

	put32(w, here, 639);
	put32(w, here + 4, (u32)(MEMORY_SIZE / KIB - 1024));
}

void map_tag(struct world *w, u32 entry_bytes)
{
	u32 count = w->mmap_length / 24;
	paddr_t here = tag(w, MULTIBOOT2_MMAP, 8 + count * entry_bytes);

	put32(w, here, entry_bytes);
	for (u32 i = 0; i < count; i++)
		memcpy(at(w, here + 8 + i * entry_bytes), at(w, MMAP_ADDRESS + 24 * i + 4), 20);
}

const struct efi_entry usual_efi[] = {
	{ 0, 0x9f000, 1 }, { 7, 0, 0x9f }, { 4, 0x100000, 0x100 }, { 2, 0x200000, 0x600 },
	{ 7, 0x800000, (MEMORY_SIZE >> 12) - 0x800 }, { 11, 0xfffc0000, 0x40 },
};

void efi_tag(struct world *w, const struct efi_entry *entries, u32 count)
{
	paddr_t here = tag(w, MULTIBOOT2_EFI_MAP, 8 + count * EFI_BYTES);

	put32(w, here, EFI_BYTES);
	put32(w, here + 4, 1);
	for (u32 i = 0; i < count; i++) {
		put32(w, here + 8 + i * EFI_BYTES, entries[i].type);
		put64(w, here + 8 + i * EFI_BYTES + 8, entries[i].start);
		put64(w, here + 8 + i * EFI_BYTES + 24, entries[i].pages);
	}
}

void screen_tag(struct world *w, u32 bytes)
{
	static const u8 colours[] = { 16, 8, 8, 8, 0, 8 };
	paddr_t here = tag(w, MULTIBOOT2_FRAMEBUFFER, SCREEN_BYTES);

	put64(w, here, 0x80000000);
	put32(w, here + 8, 5120);
	put32(w, here + 12, 1280);
	put32(w, here + 16, 800);
	*at(w, here + 20) = 32;
	*at(w, here + 21) = 1;
	memcpy(at(w, here + 24), colours, sizeof(colours));
	put32(w, here - 4, 8 + bytes);
}

paddr_t rsdp_tag(struct world *w, u32 type, u32 bytes)
{
	paddr_t here = tag(w, type, bytes);

	/* What is cut off is overwritten by the next tag. */
	world_rsdp(w, here, type == MULTIBOOT2_RSDP_NEW ? 2 : 0);
	return here;
}

struct world *tags_only(void)
{
	struct world *w = world_usual(64, 64, 64);

	begin_tags(w);
	return w;
}

struct world *usual_tags(void)
{
	struct world *w = tags_only();

	string_tag(w, MULTIBOOT2_CMDLINE, "kmem=8M");
	string_tag(w, 2, "a boot loader");
	sizes_tag(w);
	map_tag(w, 24);
	module_tags(w);
	return w;
}
