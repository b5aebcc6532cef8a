/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page of 32-bit programs, made from that of 64-bit programs at boot: a loader
 * knows one page only. (X.2, IA-32 interface)
 */
#include <api/kip.h>

#include <api/compat.h>
#include <arch/page.h>
#include <arch/space.h>
#include <base/assert.h>
#include <generic/string.h>
#include <l4/abi/bootinfo.h>

#define STRINGS_BYTES	224
#define MEMORY_SLOTS	176

#define PROCDESC_WORDS		4
#define PROCESSORS_MASK		0xffff
#define PROCDESC_LOG2_SHIFT	28
#define MEMORY_OFFSET_SHIFT	16
#define GATES_ALIGN		16

static union {
	struct {
		u32 word[L4_KIP_FIXED_WORDS];
		u32 processor[KIP_HAS_TAIL ? 0 : KIP_PROCESSORS][PROCDESC_WORDS];
		u32 kernel[L4_KERNDESC_STRINGS];
		char strings[STRINGS_BYTES];	/* version, features (none), empty string */
		u32 memory[MEMORY_SLOTS][2];
		u32 end[];
	};
	char bytes[KIP_BYTES];
} page __aligned(ARCH_PAGE_SIZE);

#define OFFSET(member)	((u32)((char *)&page.member - page.bytes))

static void copy(unsigned int word)
{
	page.word[word] = (u32)kip_read(word);
}

/* An initial server, if 32-bit programs can name where it lies. */
static void copy_server(unsigned int block)
{
	if (kip_read(block + L4_KIP_SERVER_HIGH) >= COMPAT_USER_END)
		return;
	copy(block + L4_KIP_SERVER_SP);
	copy(block + L4_KIP_SERVER_IP);
	copy(block + L4_KIP_SERVER_LOW);
	copy(block + L4_KIP_SERVER_HIGH);
}

/* Kernel descriptor with the version; what other strings name is for 64-bit programs. */
static void copy_kernel(void)
{
	const word_t *kernel = (const word_t *)((const char *)kip_page() +
						kip_read(L4_KIP_WORD_KERNDESC_PTR));
	const char *version = (const char *)(kernel + L4_KERNDESC_STRINGS);

	for (unsigned int i = 0; i < L4_KERNDESC_STRINGS; i++)
		page.kernel[i] = (u32)kernel[i];
	/* A zero ends the version, another one the list. */
	for (size_t i = 0; i + 2 < STRINGS_BYTES && version[i] != '\0'; i++)
		page.strings[i] = version[i];
	page.word[L4_KIP_WORD_KERNDESC_PTR] = OFFSET(kernel);
}

static void copy_processors(void)
{
	const word_t *from = (const word_t *)((const char *)kip_page() +
					      kip_read(L4_KIP_WORD_PROCDESC_PTR));

	u32 at = KIP_HAS_TAIL ? ARCH_PAGE_SIZE : OFFSET(processor);
	u32 *to = (u32 *)(page.bytes + at);

	for (unsigned int i = 0; i < KIP_PROCESSORS * PROCDESC_WORDS; i++)
		to[i] = (u32)from[i];
	page.word[L4_KIP_WORD_PROCDESC_PTR] = at;
	page.word[L4_KIP_WORD_PROCESSOR_INFO] =
		(kip_read(L4_KIP_WORD_PROCESSOR_INFO) & PROCESSORS_MASK) |
		(u32)L4_IA32_PROCDESC_LOG2 << PROCDESC_LOG2_SHIFT;
}

static void copy_memory(void)
{
	const u32 granule = MASK(L4_MEMDESC_GRANULE_LOG2);
	u32 n = 0;

	for (unsigned int i = 0; i < kip_memory_count() && n < MEMORY_SLOTS; i++) {
		struct kip_memory m = kip_memory(i);

		if (m.start >= COMPAT_USER_END)
			continue;
		page.memory[n][0] = (u32)m.start | (m.is_virtual ? L4_MEMDESC_VIRTUAL : 0) |
				    m.subtype << L4_MEMDESC_SUBTYPE_SHIFT | m.type;
		page.memory[n][1] = (u32)(MIN(m.end, COMPAT_USER_END) - 1) & ~granule;
		n++;
	}
	page.word[L4_KIP_WORD_MEMORY_INFO] = OFFSET(memory) << MEMORY_OFFSET_SHIFT | n;
}

/*
 * Boot information has words of the root task's size and is for programs of that size only; another
 * structure is for all. The second half of the first 64-bit word is no version.
 */
static void copy_boot_info(void)
{
	word_t info = kip_read(L4_KIP_WORD_BOOT_INFO);
	const u32 *start;

	page.word[L4_KIP_WORD_BOOT_INFO] = info < COMPAT_USER_END ? (u32)info : 0;
	if (info == 0 || info >= COMPAT_USER_END || !IS_ALIGNED(info, sizeof(u32)) ||
	    !arch_phys_is_mapped(info, 2 * sizeof(u32)))
		return;
	start = paddr_to_kv(info);
	if (start[0] != L4_BOOTINFO_HEADER_MAGIC)
		return;
	if (start[1] != 0)
		kip_write(L4_KIP_WORD_BOOT_INFO, 0);
	else
		page.word[L4_KIP_WORD_BOOT_INFO] = 0;
}

void kip32_make(void)
{
	static const u8 same[] = {
		L4_KIP_WORD_MAGIC, L4_KIP_WORD_API_VERSION, L4_KIP_WORD_UTCB_INFO,
		L4_KIP_WORD_KIP_AREA_INFO, L4_KIP_WORD_CLOCK_INFO, L4_KIP_WORD_THREAD_INFO,
		L4_KIP_WORD_PAGE_INFO, L4_KIP_WORD_KDEBUG_CONFIG1,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(same); i++)
		copy(same[i]);
	page.word[L4_KIP_WORD_API_FLAGS] = L4_IA32_API_FLAGS;
	copy_server(L4_KIP_WORD_SIGMA0_SP);
	copy_server(L4_KIP_WORD_SIGMA1_SP);
	copy_server(L4_KIP_WORD_ROOT_SP);
	copy_kernel();
	copy_processors();
	copy_memory();
	copy_boot_info();
}

void *kip32_page(void)
{
	return page.bytes;
}

size_t kip32_end(void)
{
	return ALIGN_UP(OFFSET(end), (u32)GATES_ALIGN);
}

void kip32_set_gate(unsigned int word, u32 offset)
{
	ASSERT(offset >= kip32_end() && offset < ARCH_PAGE_SIZE);
	page.word[word] = offset;
}
