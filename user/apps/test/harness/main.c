/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs the suites that the command line names (suite=a,b; all if there is none) and ends the run.
 * Also the memory that tests work with.
 */
#include <plat.h>
#include <string.h>

#include "partner.h"
#include "processors.h"
#include "test.h"

#define POOL_PAGE_MAX	8192
#define LARGE_LOG2_MAX	24
/*
 * In real time: how late all may be, how long intervals are, how often a test may be tried. Where a
 * busy host lets a millisecond's interval pass before all processors have been at rest, both are
 * longer, up to this factor of intervals.
 */
#define LATENESS	2000000
#define STRETCH		16
#define STRETCH_MOST	64
#define ATTEMPTS	20

void helper_setup(void);
void helper_cleanup(void);

unsigned long all_opt_in;
L4_ThreadId_t main_thread;
L4_Word_t lateness, stretch = 1;
L4_Word_t page_size;

static char pool[POOL_PAGES * POOL_PAGE_MAX] __attribute__((aligned(POOL_PAGE_MAX)));

char *page(unsigned int i)
{
	return pool + i * page_size;
}

volatile L4_Word_t *page_word(unsigned int i)
{
	return (volatile L4_Word_t *)page(i);
}

L4_Fpage_t fpage_at(L4_Word_t address, L4_Word_t rights)
{
	return L4_FpageAddRights(L4_Fpage(address, page_size), rights);
}

L4_Fpage_t page_fpage(unsigned int i, L4_Word_t rights)
{
	return fpage_at((L4_Word_t)page(i), rights);
}

L4_Word_t large_page_size(void)
{
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface());

	sizes &= sizes - 1;
	return sizes & -sizes;
}

L4_Word_t large_page(void)
{
	static L4_Word_t block;
	L4_Word_t size = large_page_size();
	L4_Fpage_t f;

	if (size == 0)
		return 0;
	if (block == 0) {
		f = L4_Sigma0_GetAny(L4_nilthread, (L4_Word_t)__L4_CeilLog2(size),
				     L4_CompleteAddressSpace);
		if (L4_IsNilFpage(f))
			return 0;
		block = L4_Address(f);
	} else {
		/* A test may have taken parts of it away. */
		f = L4_FpageAddRights(L4_Fpage(block, size), L4_FullyAccessible);
		(void)L4_Flush(f);
		(void)L4_Sigma0_GetPage(L4_nilthread, f);
	}
	return block;
}

void may_be_disturbed(void)
{
	if (lateness)
		tap_attempts(ATTEMPTS);
}

bool caught(bool there)
{
	may_be_disturbed();
	if (!there && lateness)
		tap_skip_test("the work was over before it could be seen");
	else if (!there)
		tap_fail("the work was over before it could be seen");
	return there;
}

static void stretch_enough(void)
{
	L4_Word64_t begin = L4_SystemClock().raw;

	settle();
	while (stretch < STRETCH_MOST && L4_SystemClock().raw - begin > 1000 * stretch)
		stretch *= 2;
	lateness = LATENESS / STRETCH * stretch;
}

void tap_before_test(const struct tap_test *test)
{
	unsigned int i;

	(void)test;
	tap_context(NULL);
	partner_begin_test();
	processors_begin_test();
	if (lateness)
		stretch_enough();
	/* The pager gives back what a test has taken away. */
	for (i = 0; i < POOL_PAGES; i++)
		*page_word(i) = 0;
}

void tap_after_test(const struct tap_test *test)
{
	L4_Fpage_t places = L4_FpageLog2(PLACE, PLACE_LOG2), pages[POOL_PAGES];
	unsigned int i;

	(void)test;
	helper_cleanup();
	L4_Accept(L4_UntypedWordsAcceptor);
	(void)L4_Flush(L4_FpageAddRights(places, L4_FullyAccessible));
	/* One by one: no fpage is just the pool, wherever it is linked. */
	for (i = 0; i < POOL_PAGES; i++)
		pages[i] = page_fpage(i, L4_FullyAccessible);
	L4_UnmapFpages(POOL_PAGES, pages);
}

int main(void)
{
	static char suites[512], only[32];
	L4_Word_t sizes = L4_PageSizeMask(L4_GetKernelInterface());

	(void)plat_option_number("lipc", &all_opt_in);
	if (all_opt_in) {
		if (!L4_LipcOptIn())
			tap_bail_out("the kernel has no Lipc in user mode");
#ifdef L4_ARCH_AMD64
		__L4_Ipc = __L4_Lipc;
#endif
	}
	main_thread = L4_Myself();
	page_size = sizes & -sizes;
	partner_serve();
	(void)plat_option("suite", suites, sizeof(suites));
	if (plat_option("only", only, sizeof(only)))
		tap_only(only);
	machine_setup();
	if (!clock_is_counted()) {
		lateness = LATENESS;
		stretch = STRETCH;
	}
	L4_Accept(L4_UntypedWordsAcceptor);
	processors_setup();
	helper_setup();
	partner_setup();
	plat_exit(tap_run(suites));
}
