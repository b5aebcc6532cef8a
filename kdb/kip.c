/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Command that shows the kernel interface page.
 */
#include <kdb/kdb.h>

#include <api/kip.h>

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

static void print_server(const char *name, unsigned int block)
{
	kdb_printf("%-12s %#lx..%#lx, ip %#lx, sp %#lx\n", name,
		   kip_read(block + L4_KIP_SERVER_LOW), kip_read(block + L4_KIP_SERVER_HIGH),
		   kip_read(block + L4_KIP_SERVER_IP), kip_read(block + L4_KIP_SERVER_SP));
}

/* False: the user has had enough. */
static bool print_words(void)
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
		{ "debugger", L4_KIP_WORD_KDEBUG_CONFIG0 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		if (kdb_is_interrupted())
			return false;
		kdb_printf("%-12s %#lx\n", words[i].name, kip_read(words[i].word));
	}
	return true;
}

static void kip(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	kdb_printf("KIP at %#lx\n", (word_t)kip_page());
	if (!print_words())
		return;
	print_server("sigma0", L4_KIP_WORD_SIGMA0_SP);
	print_server("sigma1", L4_KIP_WORD_SIGMA1_SP);
	print_server("root task", L4_KIP_WORD_ROOT_SP);
	for (unsigned int i = 0; i < kip_memory_count() && !kdb_is_interrupted(); i++) {
		struct kip_memory m = kip_memory(i);

		kdb_printf("memory %2u    %#18llx..%#18llx %s%s/%u\n", i,
			   (unsigned long long)m.start, (unsigned long long)m.end,
			   m.is_virtual ? "virtual " : "", memory_name(m.type), m.subtype);
	}
}

KDB_COMMAND(kip, "kip", 0, 0, "", "the kernel interface page");
