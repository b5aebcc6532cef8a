/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel interface page as initialised data. It lies at the start of the image, so that a
 * loader that searches for its magic finds it first. (X.2, kernel interface page)
 */
#include <api/kip.h>

#include <api/thread.h>
#include <arch/page.h>
#include <base/assert.h>
#include <base/bits.h>
#include <generated/version.h>

#define STRINGS_BYTES	224

#define KERNEL_ID	4
#define KERNEL_SUBID	0x0f

#define PROCDESC_WORDS	4
#define PROCDESC_LOG2	(sizeof(word_t) == 8 ? 5 : 4)
#define UTCB_INFO \
	(1 | L4_UTCB_SIZE_LOG2 << 10 | ARCH_PAGE_SHIFT << 16)

struct kip {
	word_t word[L4_KIP_FIXED_WORDS];
	word_t processor[KIP_HAS_TAIL ? 0 : KIP_PROCESSORS][PROCDESC_WORDS];
	word_t kernel[L4_KERNDESC_STRINGS];
	char strings[STRINGS_BYTES];	/* version, features (none), empty string */
	word_t memory[][2];
};

#define MEMORY_SLOTS \
	((BIT(L4_KIP_SIZE_LOG2) - sizeof(struct kip)) / (2 * sizeof(word_t)))

union kip_page {
	struct kip kip;
	char bytes[KIP_BYTES];		/* the port may use what lies behind the table */
};

/* Where processors' descriptors begin. */
#define PROCESSORS_AT \
	(KIP_HAS_TAIL ? ARCH_PAGE_SIZE : offsetof(struct kip, processor))

STATIC_ASSERT(PROCESSORS_AT + KIP_PROCESSORS * PROCDESC_WORDS * sizeof(word_t) <= KIP_BYTES,
	      "the interface page describes all processors");

#define IS_BIG_ENDIAN	(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* The same bytes at the start of the page in both byte orders. */
#define MAGIC \
	(IS_BIG_ENDIAN ? (word_t)__builtin_bswap32(L4_KIP_MAGIC) << (WORD_BITS - 32) : \
			 L4_KIP_MAGIC)

#define API_FLAGS \
	((IS_BIG_ENDIAN ? L4_API_FLAGS_BIG_ENDIAN : 0) | \
	 (sizeof(word_t) == 8 ? L4_API_FLAGS_64BIT : 0))

static union kip_page page __section(".kip") __aligned(ARCH_PAGE_SIZE) = { .kip = {
	.word = {
		[L4_KIP_WORD_MAGIC] = MAGIC,
		[L4_KIP_WORD_API_VERSION] = (word_t)L4_API_VERSION_X2 << 24 |
					    L4_API_SUBVERSION << 16,
		[L4_KIP_WORD_API_FLAGS] = API_FLAGS,
		[L4_KIP_WORD_KERNDESC_PTR] = offsetof(struct kip, kernel),
		[L4_KIP_WORD_MEMORY_INFO] = (word_t)sizeof(struct kip) << (WORD_BITS / 2) |
					    MEMORY_SLOTS,
		[L4_KIP_WORD_UTCB_INFO] = UTCB_INFO,
		[L4_KIP_WORD_KIP_AREA_INFO] = KIP_AREA_LOG2,
		[L4_KIP_WORD_PROCDESC_PTR] = PROCESSORS_AT,
		[L4_KIP_WORD_PAGE_INFO] = BIT(ARCH_PAGE_SHIFT) |
					  BIT(ARCH_PAGE_SHIFT + ARCH_PTAB_BITS) | L4_FPAGE_RWX,
		[L4_KIP_WORD_PROCESSOR_INFO] = (word_t)PROCDESC_LOG2 << (WORD_BITS - 4),
	},
	.kernel = {
		[L4_KERNDESC_KERNEL_ID] = (word_t)KERNEL_ID << 24 | KERNEL_SUBID << 16,
		[L4_KERNDESC_GEN_DATE] = FILBERT_GEN_DAY | FILBERT_GEN_MONTH << 5 |
					 (FILBERT_GEN_YEAR - 2000) << 9,
		[L4_KERNDESC_VERSION] = (word_t)FILBERT_VERSION_MAJOR << 24 |
					FILBERT_VERSION_MINOR << 16 | FILBERT_VERSION_PATCH,
		[L4_KERNDESC_SUPPLIER] = 'F' | 'L' << 8 | 'B' << 16 | 'T' << 24,
	},
	.strings = "Filbert " FILBERT_VERSION "\0",
} };

const void *kip_page(void)
{
	return &page;
}

word_t kip_read(unsigned int word)
{
	return page.kip.word[word];
}

void kip_write(unsigned int word, word_t value)
{
	page.kip.word[word] = value;
}

unsigned int kip_memory_count(void)
{
	return page.kip.word[L4_KIP_WORD_MEMORY_INFO] & MASK(WORD_BITS / 2);
}

static void set_count(word_t n)
{
	page.kip.word[L4_KIP_WORD_MEMORY_INFO] =
		(page.kip.word[L4_KIP_WORD_MEMORY_INFO] & ~MASK(WORD_BITS / 2)) | n;
}

/* True if a loader has filled all slots, of which the image announces as many. */
static bool is_full(void)
{
	const word_t *last = page.kip.memory[MEMORY_SLOTS - 1];

	return last[0] != 0 || last[1] != 0;
}

void kip_check_loader(void)
{
	if (kip_memory_count() > MEMORY_SLOTS)
		panic("the loader wrote %u memory descriptors, there is room for %lu",
		      kip_memory_count(), (word_t)MEMORY_SLOTS);
	if (kip_memory_count() == MEMORY_SLOTS && !is_full())
		set_count(0);
}

struct kip_memory kip_memory(unsigned int i)
{
	word_t low = page.kip.memory[i][0], high = page.kip.memory[i][1];
	word_t granule = MASK(L4_MEMDESC_GRANULE_LOG2);
	struct kip_memory m = {
		.start = low & ~granule,
		.end = (high | granule) + 1,
		.type = low & L4_MEMDESC_TYPE_MASK,
		.subtype = (low >> L4_MEMDESC_SUBTYPE_SHIFT) & L4_MEMDESC_SUBTYPE_MASK,
		.is_virtual = low & L4_MEMDESC_VIRTUAL,
	};

	/* A range that ends with the last address. */
	if (m.end == 0)
		m.end = ~granule;
	return m;
}

bool kip_memory_add(const struct kip_memory *m)
{
	word_t granule = MASK(L4_MEMDESC_GRANULE_LOG2);
	unsigned int n = kip_memory_count();

	if (n >= MEMORY_SLOTS)
		return false;
	page.kip.memory[n][0] = (m->start & ~granule) | (m->is_virtual ? L4_MEMDESC_VIRTUAL : 0) |
				m->subtype << L4_MEMDESC_SUBTYPE_SHIFT | m->type;
	page.kip.memory[n][1] = (m->end - 1) & ~granule;
	set_count(n + 1);
	return true;
}

void kip_set_processors(unsigned int n, word_t external_khz, word_t internal_khz)
{
	word_t *processor = (word_t *)(page.bytes + PROCESSORS_AT);

	for (unsigned int i = 0; i < n; i++) {
		processor[i * PROCDESC_WORDS] = external_khz;
		processor[i * PROCDESC_WORDS + 1] = internal_khz;
	}
	page.kip.word[L4_KIP_WORD_PROCESSOR_INFO] = (word_t)PROCDESC_LOG2 << (WORD_BITS - 4) |
						    (n - 1);
}
