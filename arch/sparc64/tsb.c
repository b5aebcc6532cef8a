/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is taken out of the translation storage buffers; the miss handlers alone put something in.
 */
#include <arch/tsb.h>

#include <arch/asi.h>
#include <arch/cpureg.h>
#include <arch/page.h>

#define TSB_ENTRIES	BIT(TSB_SHIFT)
#define TAG_NONE	(~(u64)0)	/* of no address */

struct tsb_entry {
	u64 tag, tte;
};

/* Inside the locked translation of the image: the handlers cannot miss here. */
static struct tsb_entry data_tsb[TSB_ENTRIES] __aligned(sizeof(struct tsb_entry) << TSB_SHIFT);
static struct tsb_entry code_tsb[TSB_ENTRIES] __aligned(sizeof(struct tsb_entry) << TSB_SHIFT);

void tsb_init(void)
{
	for (unsigned int i = 0; i < TSB_ENTRIES; i++)
		data_tsb[i].tag = code_tsb[i].tag = TAG_NONE;
	asi_store(ASI_DMMU, MMU_TSB, data_tsb);
	asi_store(ASI_IMMU, MMU_TSB, code_tsb);
}

/* The entry in the page's place goes, be it another page's: to compare would cost more. */
void tsb_forget_page(u64 context, uvaddr_t va)
{
	u64 i = (va >> ARCH_PAGE_SHIFT ^ context) & (TSB_ENTRIES - 1);

	data_tsb[i].tag = code_tsb[i].tag = TAG_NONE;
}

void tsb_forget_context(u64 context)
{
	for (unsigned int i = 0; i < TSB_ENTRIES; i++) {
		if (data_tsb[i].tag >> TAG_CONTEXT == context)
			data_tsb[i].tag = TAG_NONE;
		if (code_tsb[i].tag >> TAG_CONTEXT == context)
			code_tsb[i].tag = TAG_NONE;
	}
}

bool tsb_read(bool is_code, unsigned int i, u64 *tag, u64 *tte)
{
	const struct tsb_entry *e = is_code ? &code_tsb[i] : &data_tsb[i];

	*tag = e->tag;
	*tte = e->tte;
	return e->tag != TAG_NONE;
}
