/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command that shows the kernel interface page, or that of 32-bit programs.
 */
#include <kdb/kdb.h>

#include <api/kip.h>
#include <base/bits.h>
#include <lib/string.h>

static const char *memory_name(unsigned int type)
{
	switch (type) {
	case L4_MEMORY_UNDEFINED:
		return "undefined";
	case L4_MEMORY_CONVENTIONAL:
		return "conventional";
	case L4_MEMORY_RESERVED:
		return "reserved";
	case L4_MEMORY_DEDICATED:
		return "dedicated";
	case L4_MEMORY_SHARED:
		return "shared";
	case L4_MEMORY_BOOTLOADER:
		return "boot loader";
	case L4_MEMORY_ARCH:
		return "architecture";
	default:
		return "unknown";
	}
}

/* What tells the two pages apart. */
struct page {
	word_t (*word)(unsigned int word);
	unsigned int (*memory_count)(void);
	struct kip_memory (*memory)(unsigned int i);
};

static const struct page page64 = {
	.word = kip_read, .memory_count = kip_memory_count, .memory = kip_memory,
};

static word_t word32(unsigned int word)
{
	return ((const u32 *)kip32_page())[word];
}

static unsigned int memory_count32(void)
{
	return word32(L4_KIP_WORD_MEMORY_INFO) & MASK(16);
}

static struct kip_memory memory32(unsigned int i)
{
	size_t table = word32(L4_KIP_WORD_MEMORY_INFO) >> 16;
	const u32 *words = (const u32 *)((const char *)kip32_page() + table) + 2 * i;

	return (struct kip_memory){
		.start = words[0] & ~MASK(L4_MEMDESC_GRANULE_LOG2),
		.end = (u64)(words[1] | (u32)MASK(L4_MEMDESC_GRANULE_LOG2)) + 1,
		.type = words[0] & L4_MEMDESC_TYPE_MASK,
		.subtype = words[0] >> L4_MEMDESC_SUBTYPE_SHIFT & L4_MEMDESC_SUBTYPE_MASK,
		.is_virtual = words[0] & L4_MEMDESC_VIRTUAL,
	};
}

static const struct page page32 = {
	.word = word32, .memory_count = memory_count32, .memory = memory32,
};

static void print_server(const struct page *p, const char *name, unsigned int block)
{
	kdb_printf("%-12s %#lx..%#lx, ip %#lx, sp %#lx\n", name,
		   p->word(block + L4_KIP_SERVER_LOW), p->word(block + L4_KIP_SERVER_HIGH),
		   p->word(block + L4_KIP_SERVER_IP), p->word(block + L4_KIP_SERVER_SP));
}

/* False: the user has had enough. */
static bool print_words(const struct page *p)
{
	static const struct {
		const char *name;
		u8 word;
	} words[] = {
		{ "API version", L4_KIP_WORD_API_VERSION }, { "API flags", L4_KIP_WORD_API_FLAGS },
		{ "boot info", L4_KIP_WORD_BOOT_INFO }, { "clock", L4_KIP_WORD_CLOCK_INFO },
		{ "threads", L4_KIP_WORD_THREAD_INFO }, { "pages", L4_KIP_WORD_PAGE_INFO },
		{ "UTCB", L4_KIP_WORD_UTCB_INFO }, { "KIP area", L4_KIP_WORD_KIP_AREA_INFO },
		{ "processors", L4_KIP_WORD_PROCESSOR_INFO },
		{ "debugger", L4_KIP_WORD_KDEBUG_CONFIG0 }, { "gate of Ipc", L4_KIP_WORD_IPC },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		if (kdb_is_interrupted())
			return false;
		kdb_printf("%-12s %#lx\n", words[i].name, p->word(words[i].word));
	}
	return true;
}

static void print_page(const struct page *p, const void *start)
{
	kdb_printf("KIP at %#lx\n", (word_t)start);
	if (!print_words(p))
		return;
	print_server(p, "sigma0", L4_KIP_WORD_SIGMA0_SP);
	print_server(p, "sigma1", L4_KIP_WORD_SIGMA1_SP);
	print_server(p, "root task", L4_KIP_WORD_ROOT_SP);
	for (unsigned int i = 0; i < p->memory_count() && !kdb_is_interrupted(); i++) {
		struct kip_memory m = p->memory(i);

		kdb_printf("memory %2u    %#18llx..%#18llx %s%s/%u\n", i,
			   (unsigned long long)m.start, (unsigned long long)m.end,
			   m.is_virtual ? "virtual " : "", memory_name(m.type), m.subtype);
	}
}

static void kip(int argc, char **argv)
{
	if (!IS_ENABLED(CONFIG_COMPAT32) || argc == 1)
		print_page(&page64, kip_page());
	else if (strcmp(argv[1], "32") == 0)
		print_page(&page32, kip32_page());
	else
		kdb_printf("%s: no such page\n", argv[1]);
}

KDB_COMMAND(kip, "kip", 0, IS_ENABLED(CONFIG_COMPAT32) ? 1 : 0,
	    IS_ENABLED(CONFIG_COMPAT32) ? "[32]" : "",
	    IS_ENABLED(CONFIG_COMPAT32) ? "the kernel interface page; 32: the 32-bit one" :
					  "the kernel interface page");
