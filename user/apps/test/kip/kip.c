/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page: its fields and its protection. The trap that finds it is tested with
 * the register contracts of the processor.
 */
#include <l4/abi/bootinfo.h>
#include <l4/abi/kip.h>
#include <plat.h>
#include <string.h>

#include "test.h"

#define FIRST_GATE	L4_KIP_WORD_SPACE_CONTROL
#define LAST_GATE	L4_KIP_WORD_SCHEDULE
/* What every kernel has in the first page, and kernels for many processors all of in there. */
#define KIP_SIZE	((L4_Word_t)1 << L4_KIP_SIZE_LOG2)

static const L4_Word_t *kip(void)
{
	return L4_GetKernelInterface();
}

static bool in_page(const void *p)
{
	return (L4_Word_t)p - (L4_Word_t)kip() < KIP_SIZE;
}

/* The page or, in a kernel for more than 64 processors, one of those behind it. */
static bool in_area(const void *p)
{
	return (L4_Word_t)p - (L4_Word_t)kip() <
	       (L4_Word_t)1 << L4_KipAreaSizeLog2((void *)kip());
}

TAP_TEST(kip, two_spaces, "KIP-05 each space finds its own kernel interface page")
{
	struct helper *h = helper_there_with(PLACE);

	tap_check_eq(helper_call(h, (helper_fn *)(void *)L4_GetKernelInterface, 0, 0, 0), PLACE);
	tap_check((L4_Word_t)L4_GetKernelInterface() != PLACE);
}

TAP_TEST(kip, magic, "KIP-08 word 0 is the magic, its upper half 0")
{
	tap_check_eq(kip()[L4_KIP_WORD_MAGIC], MAGIC_WORD);
}

TAP_TEST(kip, write_fault, "KIP-09 a write to the page is a write fault and changes nothing")
{
	struct helper *h = helper_here();
	L4_Word_t before = kip()[L4_KIP_WORD_MAGIC];

	tap_check_eq(helper_run(h, probe_write, (L4_Word_t)kip(), 0, 0), PAGE_FAULT);
	tap_check_eq(fault_access(h), L4_Writable);
	tap_check_eq(h->mr[1], (L4_Word_t)kip());
	tap_check_eq(kip()[L4_KIP_WORD_MAGIC], before);
}

TAP_TEST(kip, map_over, "KIP-10 a mapping over the page is ignored")
{
	struct helper *h = helper_there();
	L4_Word_t address = (L4_Word_t)kip();
	L4_Fpage_t f = page_fpage(0, L4_FullyAccessible);

	tap_check_eq(helper_run(h, probe_write, address, 0, 0), PAGE_FAULT);
	tap_check_eq(helper_answer(h, address | L4_ITEM_MAP, f.raw), PAGE_FAULT);
	helper_abort_probe(h);
	tap_check_eq(peek(h, address), MAGIC_WORD);
}

TAP_TEST(kip, flags, "KIP-11 word 2 is the API flags of KernelInterface")
{
	tap_check_eq(kip()[L4_KIP_WORD_API_FLAGS], L4_ApiFlags());
}

TAP_TEST(kip, version, "KIP-11 word 1 is the API version of KernelInterface")
{
	tap_check_eq(kip()[L4_KIP_WORD_API_VERSION], L4_ApiVersion());
	tap_check_eq(kip()[L4_KIP_WORD_API_VERSION] >> 24, L4_API_VERSION_X2);
}

TAP_TEST(kip, areas, "KIP-12 UTCB and KIP area information")
{
	tap_check_eq(kip()[L4_KIP_WORD_UTCB_INFO], PAGE_LOG2_MIN << 16 | 0x2801);
	/* Descriptors of processors behind the first page make it larger. */
	tap_check_eq(kip()[L4_KIP_WORD_KIP_AREA_INFO],
		     kip()[L4_KIP_WORD_PROCDESC_PTR] < KIP_SIZE ? PAGE_LOG2_MIN : 0x0e);
}

TAP_TEST(kip, page_info, "KIP-14 page information: independent rights, page sizes")
{
	L4_Word_t info = kip()[L4_KIP_WORD_PAGE_INFO];

	tap_check_eq(info & 0x3ff, 7);
	tap_check_eq(info & ~(L4_Word_t)0x3ff, PAGE_SIZES);
}

TAP_TEST(kip, thread_info, "KIP-15 thread information")
{
	/* A kernel for many processors has a thread for each. */
	L4_Word_t most = kip()[L4_KIP_WORD_PROCDESC_PTR] < KIP_SIZE ? 200 : 200 + 255;

	tap_check(L4_ThreadIdSystemBase((void *)kip()) < L4_ThreadIdUserBase((void *)kip()));
	tap_check(L4_ThreadIdUserBase((void *)kip()) < most);
	tap_check(L4_ThreadIdBits((void *)kip()) >= 18);
}

TAP_TEST(kip, processors, "KIP-17 processor information")
{
	L4_Word_t info = kip()[L4_KIP_WORD_PROCESSOR_INFO];
	unsigned long expected;

	/* Only the command line can tell how many the machine has. */
	if (plat_option_number("processors", &expected))
		tap_check_eq(L4_NumProcessors((void *)kip()), expected);
	else
		tap_check(L4_NumProcessors((void *)kip()) >= 1);
	/* Descriptors of four words. */
	tap_check_eq(1ul << (info >> (L4_BITS_PER_WORD - 4)), 4 * sizeof(L4_Word_t));
	tap_check_eq(info << 4 >> 20, 0);
}

TAP_TEST(kip, frequencies, "KIP-18 every processor descriptor lies in the page and has a frequency")
{
	L4_Word_t i, n = L4_NumProcessors((void *)kip());
	L4_ProcDesc_t *d;

	for (i = 0; i < n; i++) {
		d = L4_ProcDesc((void *)kip(), i);
		if (!tap_check(in_area(d) && in_area((char *)(d + 1) - 1)))
			return;
		tap_check(L4_ProcDescInternalFreq(d) != 0);
	}
}

TAP_TEST(kip, kernel_desc, "KIP-19 kernel id, date, version and supplier have their formats")
{
	const L4_Word_t *d = (const void *)((const char *)kip() + kip()[L4_KIP_WORD_KERNDESC_PTR]);
	L4_Word_t year, month, day;

	if (!tap_check(in_page(d)))
		return;
	L4_KernelGenDate((void *)kip(), &year, &month, &day);
	tap_check_eq(d[L4_KERNDESC_KERNEL_ID], 0x040f0000);
	tap_check(month >= 1 && month <= 12);
	tap_check(day >= 1 && day <= 31);
	tap_check_eq(d[L4_KERNDESC_GEN_DATE] >> 16, 0);
	tap_check_eq((L4_Word64_t)d[L4_KERNDESC_VERSION] >> 32, 0);
	tap_check_eq(d[L4_KERNDESC_SUPPLIER], 'F' | 'L' << 8 | 'B' << 16 | 'T' << 24);
}

TAP_TEST(kip, version_string, "KIP-20 the version string ends inside the page")
{
	const char *s = L4_KernelVersionString((void *)kip());

	tap_check(in_page(s) && in_page(s + strnlen(s, KIP_SIZE)));
	tap_check(*s != '\0');
}

TAP_TEST(kip, features, "KIP-21 the feature list ends with an empty string inside the page")
{
	const char *s = L4_KernelVersionString((void *)kip());

	do {
		s += strnlen(s, KIP_SIZE) + 1;
		if (!tap_check(in_page(s)))
			return;
	} while (*s != '\0');
}

TAP_TEST(kip, true_features, "KIP-21 no feature is published that this kernel does not have")
{
	const char *s;
	L4_Word_t i;

	for (i = 0; (s = L4_Feature((void *)kip(), i)) != NULL; i++)
		tap_check_msg(strcmp(s, "ioflexpages") == 0 || strcmp(s, "pagerexregs") == 0,
			      "feature \"%s\"", s);
}

TAP_TEST(kip, memory_in_page, "KIP-22 all memory descriptors lie in the page")
{
	L4_Word_t n = L4_NumMemoryDescriptors((void *)kip());

	tap_check(n > 0 && n <= KIP_SIZE / sizeof(L4_MemoryDesc_t));
	tap_check(in_page(L4_MemoryDesc((void *)kip(), 0)));
	tap_check(in_page((char *)(L4_MemoryDesc((void *)kip(), n - 1) + 1) - 1));
}

TAP_TEST(kip, no_reserved_virtual, "KIP-23 no memory descriptor is both reserved and virtual")
{
	L4_Word_t i, n = L4_NumMemoryDescriptors((void *)kip());

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc((void *)kip(), i);

		tap_check(!L4_IsMemoryDescVirtual(d) || L4_MemoryDescType(d) != L4_MEMORY_RESERVED);
	}
}

TAP_TEST(kip, virtual_memory, "KIP-24 a virtual descriptor covers 0x400000..0xbfffffff")
{
	L4_Word_t i, n = L4_NumMemoryDescriptors((void *)kip()), found = 0;

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc((void *)kip(), i);

		found += L4_IsMemoryDescVirtual(d) &&
			 L4_MemoryDescType(d) == L4_MEMORY_CONVENTIONAL &&
			 L4_MemoryDescLow(d) <= 0x400000 && L4_MemoryDescHigh(d) >= 0xbfffffff;
	}
	tap_check(found > 0);
}

TAP_TEST(kip, user_area, "KIP-24 the virtual descriptor ends at the end of the user area")
{
	L4_Word_t i, n = L4_NumMemoryDescriptors((void *)kip()), high = 0;

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc((void *)kip(), i);

		if (L4_IsMemoryDescVirtual(d) && L4_MemoryDescHigh(d) > high)
			high = L4_MemoryDescHigh(d);
	}
	tap_check_eq(high, USER_LAST);
}

/* Descriptor i is right unless a later one overlaps it. */
static bool is_overridden(L4_Word_t i)
{
	L4_Word_t j, n = L4_NumMemoryDescriptors((void *)kip());
	L4_MemoryDesc_t *d = L4_MemoryDesc((void *)kip(), i);

	for (j = i + 1; j < n; j++) {
		L4_MemoryDesc_t *e = L4_MemoryDesc((void *)kip(), j);

		if (!L4_IsMemoryDescVirtual(e) && L4_MemoryDescType(e) != L4_MEMORY_RESERVED &&
		    L4_MemoryDescLow(e) <= L4_MemoryDescHigh(d) &&
		    L4_MemoryDescHigh(e) >= L4_MemoryDescLow(d))
			return true;
	}
	return false;
}

TAP_TEST(kip, reserved, "KIP-25 no later descriptor takes reserved memory back")
{
	L4_Word_t i, n = L4_NumMemoryDescriptors((void *)kip()), reserved = 0;

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc((void *)kip(), i);

		if (L4_IsMemoryDescVirtual(d) || L4_MemoryDescType(d) != L4_MEMORY_RESERVED)
			continue;
		reserved++;
		tap_check_msg(!is_overridden(i), "descriptor %lu", i);
	}
	tap_check(reserved >= 2);
}

TAP_TEST(kip, gates, "KIP-28 all gates are there, in memory that cannot be written")
{
	struct helper *h = helper_here();
	unsigned int i;

	for (i = FIRST_GATE; i <= LAST_GATE; i++) {
		L4_Word_t gate = kip()[i];

		tap_context("word %u, %#lx", i, gate);
		tap_check(gate != 0);
		tap_check((L4_SignedWord_t)gate << 16 >> 16 == (L4_SignedWord_t)gate);
		tap_check(can_read(h, GATE_ADDRESS(kip(), gate)));
		tap_check(!can_write(h, GATE_ADDRESS(kip(), gate), 0));
	}
}

static L4_Word_t gates_differ(L4_Word_t copy, L4_Word_t b, L4_Word_t c)
{
	(void)b;
	(void)c;
	return (L4_Word_t)memcmp((const void *)copy, kip() + FIRST_GATE,
				 (LAST_GATE - FIRST_GATE + 1) * sizeof(L4_Word_t));
}

TAP_TEST(kip, same_gates, "KIP-29 the gates are at the same addresses in every space")
{
	static L4_Word_t copy[LAST_GATE - FIRST_GATE + 1];
	struct helper *h = helper_there_with(PLACE);

	memcpy(copy, kip() + FIRST_GATE, sizeof(copy));
	tap_check_eq(helper_call(h, gates_differ, (L4_Word_t)copy, 0, 0), 0);
}

TAP_TEST(kip, reserved_words, "KIP-32 reserved and architecture-specific call words are 0")
{
	unsigned int i;

	for (i = LAST_GATE + 1; i < L4_KIP_FIXED_WORDS; i++) {
		tap_context("word %u", i);
		tap_check_eq(kip()[i], 0);
	}
	tap_context("words 20, 40, 41, 44, 45");
	tap_check_eq(kip()[20] | kip()[40] | kip()[41] | kip()[44] | kip()[45], 0);
}

TAP_TEST(kip, boot_info, "KIP-33 the boot information is one that programs know")
{
	L4_Word_t info = L4_BootInfo((void *)kip());
	L4_Fpage_t f;

	if (info == 0) {
		tap_skip_test("there is none");
		return;
	}
	f = L4_Sigma0_GetPage(L4_nilthread, L4_Fpage(info & ~(page_size - 1), page_size));
	if (tap_check(!L4_IsNilFpage(f)))
		tap_check_eq(*(volatile L4_Word_t *)info, L4_BOOTINFO_HEADER_MAGIC);
}

/* The boot information, readable; NULL if there is none of our kind. */
static const L4_Word_t *boot_info(void)
{
	L4_Word_t address = L4_BootInfo((void *)kip()), size, p;
	const L4_Word_t *info = (const L4_Word_t *)address;

	if (address == 0 || info[L4_BOOTINFO_WORD_MAGIC] != L4_BOOTINFO_HEADER_MAGIC)
		return NULL;
	size = info[L4_BOOTINFO_WORD_SIZE];
	for (p = address & ~(page_size - 1); p < address + size; p += page_size)
		(void)L4_Sigma0_GetPage(L4_nilthread, L4_Fpage(p, page_size));
	return info;
}

TAP_TEST(kip, boot_records, "BOOT-09 records for servers and modules, the multiboot record last")
{
	const L4_Word_t *info, *record;
	L4_Word_t i, offset, type = 0, servers = 0;

	info = boot_info();
	if (!info) {
		tap_skip_test("there is no boot information");
		return;
	}
	offset = info[L4_BOOTINFO_WORD_FIRST_ENTRY];
	for (i = 0; i < info[L4_BOOTINFO_WORD_NUM_ENTRIES]; i++) {
		if (!tap_check(offset + 3 * sizeof(L4_Word_t) <= info[L4_BOOTINFO_WORD_SIZE]))
			return;
		record = (const L4_Word_t *)((const char *)info + offset);
		type = record[L4_BOOTREC_TYPE];
		tap_context("record %lu, type %#lx", i, type);
		tap_check_eq(record[L4_BOOTREC_VERSION], 1);
		servers += type == L4_BOOTREC_TYPE_SIMPLE_EXEC || type == L4_BOOTREC_TYPE_MODULE;
		offset += record[L4_BOOTREC_OFFSET_NEXT];
	}
	tap_context(NULL);
	tap_check(servers >= 2);
	tap_check_eq(type, LAST_RECORD);
}

TAP_TEST(kip, clock_info, "the clock's precisions are given, as periods")
{
	tap_check(kip()[L4_KIP_WORD_CLOCK_INFO] != 0);
	tap_check_eq(L4_ReadPrecision((void *)kip()) & L4_TIME_POINT, 0);
	tap_check_eq(L4_SchedulePrecision((void *)kip()) & L4_TIME_POINT, 0);
}
