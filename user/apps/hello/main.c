/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Greets, prints what the kernel interface page says about kernel and machine, and ends the run.
 */
#include <l4/types.h>
#include <l4/kip.h>
#include <l4/thread.h>
#include <l4/abi/kip.h>

#include <plat.h>
#include <stdio.h>

static const char *memory_type(L4_Word_t type)
{
	switch (type & L4_MEMDESC_TYPE_MASK) {
	case L4_MEMORY_UNDEFINED:
		return "none";
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

static void print_kernel(void *kip)
{
	L4_Word_t version = L4_KernelVersion(kip), supplier = L4_KernelSupplier(kip);
	L4_Word_t year, month, day, i;
	const char *feature;

	L4_KernelGenDate(kip, &year, &month, &day);
	printf("kernel:      %s\n", L4_KernelVersionString(kip));
	printf("             id %#lx, version %lu.%lu.%lu, supplier \"%c%c%c%c\", ", L4_KernelId(),
	       version >> 24 & 0xff, version >> 16 & 0xff, version & 0xffff,
	       (char)supplier, (char)(supplier >> 8), (char)(supplier >> 16),
	       (char)(supplier >> 24));
	printf("%lu-%02lu-%02lu\n", year, month, day);
	printf("API:         version %#lx, flags %#lx, features:", L4_ApiVersion(), L4_ApiFlags());
	for (i = 0; (feature = L4_Feature(kip, i)) != NULL; i++)
		printf(" %s", feature);
	printf("%s\n", i == 0 ? " none" : "");
}

static void print_machine(void *kip)
{
	L4_Word_t i, n = L4_NumProcessors(kip);

	for (i = 0; i < n; i++)
		printf("processor %lu: %lu kHz, bus %lu kHz\n", i,
		       L4_ProcDescInternalFreq(L4_ProcDesc(kip, i)),
		       L4_ProcDescExternalFreq(L4_ProcDesc(kip, i)));
	printf("pages:       sizes %#lx, rights %#lx\n", L4_PageSizeMask(kip), L4_PageRights(kip));
	printf("threads:     %lu bits, system from %lu, user from %lu\n", L4_ThreadIdBits(kip),
	       L4_ThreadIdSystemBase(kip), L4_ThreadIdUserBase(kip));
	printf("UTCB:        %lu bytes, area at least %lu bytes\n", L4_UtcbSize(kip),
	       L4_UtcbAreaSize(kip));
}

static void print_memory(void *kip)
{
	L4_Word_t i, n = L4_NumMemoryDescriptors(kip);

	for (i = 0; i < n; i++) {
		L4_MemoryDesc_t *d = L4_MemoryDesc(kip, i);

		printf("memory %2lu:   %#18lx .. %#18lx %s%s\n", i, L4_MemoryDescLow(d),
		       L4_MemoryDescHigh(d), L4_IsMemoryDescVirtual(d) ? "virtual " : "",
		       memory_type(L4_MemoryDescType(d)));
	}
}

int main(void)
{
	void *kip = L4_GetKernelInterface();

	printf("Hello from Filbert's user level.\n");
	print_kernel(kip);
	print_machine(kip);
	print_memory(kip);
	printf("I am thread  %#lx, local %#lx, pager %#lx\n", L4_MyGlobalId().raw,
	       L4_MyLocalId().raw, L4_Pager().raw);
	printf("KIP at       %p, boot information at %#lx\n", kip, L4_BootInfo(kip));
	printf("started as   \"%s\"\n", plat_cmdline());
	plat_exit(true);
}
