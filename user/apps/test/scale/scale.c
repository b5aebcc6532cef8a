/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many objects: what is long is done to the end, nothing is lost, and what one step costs does not
 * depend on how many others there are. With many=, pages=, threads=, blocks=, spaces= the same
 * tests become long ones; they need more memory then.
 */
#include "mass.h"

#define MANY		size_option("many", 2000)	/* threads that wait */
#define THREADS		size_option("threads", 5000)	/* that live and die */
#define LATE_US		100		/* in the middle of the deletion of such a thread */
#define PAGES		size_option("pages", 20000)
#define RW		(L4_Readable | L4_Writable)

static void job_set(L4_ThreadId_t to, L4_ThreadId_t from, L4_Word_t timeouts, L4_Word_t error)
{
	job = (struct job){ .to = to, .from = from, .timeouts = timeouts, .error = error };
}

/* The clock's time in `usec`, as the X.2 time point that has 1024 microseconds as its unit. */
static L4_Time_t point_in(L4_Word_t usec, L4_Word_t *when)
{
	L4_Time_t t;
	L4_Word_t point = ((L4_Word_t)L4_SystemClock().raw + usec) >> 10;

	*when = point << 10;
	t.raw = (unsigned short)(0x8000 | 10u << 11 | (point >> 10 & 1) << 10 | (point & 0x3ff));
	return t;
}

TAP_TEST(scale, threads, "TC-34 thousands of threads live and die, and all memory comes back")
{
	unsigned int n = THREADS;
	L4_Word_t before, least;
	struct helper *h = mass_space(n);

	/* The memory of the stacks stays with the main thread. */
	helper_forget(h);
	before = kernel_memory();
	h = mass_space(n);
	job_set(L4_nilthread, L4_nilthread, NO_WAIT, 0);
	tap_check(mass_create(h, 0, n));
	mass_start(h, 0, n);
	tap_check_eq(job.ran, n);
	least = kernel_memory();
	tap_check(mass_delete(0, n));
	helper_forget(h);
	tap_check_eq(kernel_memory(), before);
	tap_diag("%u threads; %lu KiB of kernel memory while they lived, %lu bytes missing after",
		 n, (before - least) >> 10, before - kernel_memory());
}

TAP_TEST(scale, senders_of_dead, "TC-29 a thread with thousands of queued senders is deleted")
{
	unsigned int n = MANY;
	struct helper *h = mass_space(n);
	L4_ThreadId_t victim = new_id();

	tap_check(thread_create_here(victim, main_thread));
	job_set(victim, L4_nilthread, NEVER, SEND_NO_PARTNER);
	tap_check(mass_create(h, 0, n));
	mass_start(h, 0, n);
	tap_check_eq(job.ran, n);
	tap_check_eq(job.good, 0);
	tap_check(thread_delete(victim));
	settle();
	tap_check_eq(job.good, n);
	tap_check(mass_delete(0, n));
}

/* After `usec`; the error code. */
static L4_Word_t work_late_ipc(L4_Word_t usec, L4_Word_t to, L4_Word_t from)
{
	L4_ThreadId_t t = { .raw = to }, f = { .raw = from }, sender;
	L4_MsgTag_t tag;

	L4_Sleep(L4_TimePeriod(usec));
	message_load(1, 0);
	tag = L4_Ipc(t, f, L4_Timeouts(L4_Never, to ? L4_Never : PATIENCE), &sender);
	return L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
}

TAP_TEST(scale, local_id_of_dead,
	 "TC-29 a local id names nobody while its thread is being deleted: error 2")
{
	struct helper *h = mass_space(MANY), *sender = helper_here(), *receiver = helper_here();
	L4_ThreadId_t victim = new_id();
	L4_Word_t local;

	tap_check(thread_create_here(victim, main_thread));
	local = L4_LocalIdOf(victim).raw;
	job_set(victim, L4_nilthread, NEVER, SEND_NO_PARTNER);
	tap_check(mass_create(h, 0, MANY));
	mass_start(h, 0, MANY);
	check_granted(L4_Set_Priority(sender->id, 255));
	check_granted(L4_Set_Priority(receiver->id, 255));
	/* They come in between, though nobody is more urgent than the main thread. */
	check_granted(L4_Set_Priority(main_thread, 254));
	helper_start(sender, work_late_ipc, LATE_US, local, L4_nilthread.raw);
	helper_start(receiver, work_late_ipc, LATE_US, L4_nilthread.raw, local);
	tap_check(thread_delete(victim));
	tap_check_eq(helper_finish(sender), DONE);
	tap_check_eq(sender->value, SEND_NO_PARTNER);
	tap_check_eq(helper_finish(receiver), DONE);
	tap_check_eq(receiver->value, RECEIVE_NO_PARTNER);
	check_granted(L4_Set_Priority(main_thread, 255));
	tap_check(mass_delete(0, MANY));
}

TAP_TEST(scale, senders_of_version, "TC-21 thousands of senders and waiters meant the old version")
{
	unsigned int n = MANY;
	struct helper *h = mass_space(n);
	L4_ThreadId_t old = new_id(), new = L4_GlobalId(L4_ThreadNo(old), L4_Version(old) + 1);

	tap_check(thread_create_here(old, main_thread));
	job_set(old, L4_nilthread, NEVER, SEND_NO_PARTNER);
	tap_check(mass_create(h, 0, n));
	mass_start(h, 0, n / 2);
	job_set(L4_nilthread, old, NEVER, RECEIVE_NO_PARTNER);
	mass_start(h, n / 2, n);
	tap_check(L4_ThreadControl(new, main_thread, L4_nilthread, L4_nilthread, UTCB_UNCHANGED));
	settle();
	/* Those who sent compare with the code of those who receive. */
	tap_check_eq(job.good, n - n / 2);
	tap_check_eq(thread_state(mass_id(0)), L4_SCHED_WAITING);
	tap_check_eq(thread_state(mass_id(n - 1)), L4_SCHED_WAITING);
	tap_check(L4_ThreadControl(old, main_thread, L4_nilthread, L4_nilthread, UTCB_UNCHANGED));
	tap_check(mass_delete(0, n));
}

/* n threads whose limit is the same instant; what waking one of them costs. */
static L4_Word_t wake_cost(struct helper *h, unsigned int n)
{
	L4_Word_t when, start;
	L4_Time_t limit = point_in(100000 + n * 20 + lateness / 4, &when);

	job_set(L4_nilthread, L4_anythread, limit.raw, RECEIVE_TIMEOUT);
	mass_start(h, 0, n);
	tap_check_eq(job.good, 0);
	tap_check(L4_SystemClock().raw < when);
	/* The main thread is the most urgent one: it sees the instant, and the rest goes on. */
	while (L4_SystemClock().raw < when - 1)
		continue;
	start = cycles();
	L4_Sleep(L4_TimePeriod(1));
	settle();
	tap_check_eq(job.good, n);
	return (cycles() - start) / n;
}

TAP_TEST(scale, timeouts, "IPC-39 thousands of waits end at one instant, at the cost of a few")
{
	unsigned int n = MANY;
	struct helper *h = mass_space(n);
	L4_Word_t few, many;

	may_be_disturbed();
	tap_check(mass_create(h, 0, 100));
	few = wake_cost(h, 100);
	tap_check(mass_delete(0, 100));
	tap_check(mass_create(h, 0, n));
	many = wake_cost(h, n);
	tap_check(mass_delete(0, n));
	tap_diag("to wake a thread and let it run: %lu of 100, %lu of %u", few, many, n);
	tap_check(many < 2 * few);
}

static L4_Word_t smaller(L4_Word_t a, L4_Word_t b)
{
	return a < b ? a : b;
}

/* The least that a pair of calls takes. */
static L4_Word_t create_cost(struct helper *h, unsigned int number)
{
	L4_Word_t best = ~0ul;
	unsigned int i;

	for (i = 0; i < 10; i++) {
		L4_Word_t start = cycles();

		if (!mass_create(h, number, number + 1) || !mass_delete(number, number + 1))
			tap_fail("thread %u", number);
		best = smaller(best, cycles() - start);
	}
	return best;
}

static bool is_close(L4_Word_t many, L4_Word_t few)
{
	return many <= few + few * 3 / 10;
}

TAP_TEST(scale, create_cost, "TC-34 creating a thread costs the same, however many there are")
{
	unsigned int n = MANY;
	struct helper *h = mass_space(n + 8);
	L4_Word_t few, many;

	may_be_disturbed();
	/* A neighbour in the UTCB's page: the page is not made anew. */
	tap_check(mass_create(h, n, n + 2));
	few = create_cost(h, n + 2);
	tap_check(mass_create(h, 0, n));
	many = create_cost(h, n + 2);
	tap_check(mass_delete(0, n + 2));
	tap_diag("to create and delete a thread: %lu with 10 others, %lu with %u", few, many, n);
	tap_check(is_close(many, few));
}

/* What it takes to map and to unmap a page: of a row, so that the message counts little. */
static void map_cost(struct helper *h, L4_Word_t base, L4_Word_t cost[2])
{
	L4_Word_t size = large_page_size() / 2, start;
	L4_Fpage_t f = L4_Fpage(block(1), size);
	unsigned int i;

	cost[0] = cost[1] = ~0ul;
	for (i = 0; i < 10; i++) {
		start = cycles();
		give(h, L4_FpageAddRights(f, RW), base, L4_CompleteAddressSpace);
		cost[0] = smaller(cost[0], (cycles() - start) * page_size / size);
		start = cycles();
		(void)L4_UnmapFpage(L4_FpageAddRights(f, L4_FullyAccessible));
		cost[1] = smaller(cost[1], (cycles() - start) * page_size / size);
	}
}

TAP_TEST(scale, map_cost, "MAP-40 mapping a page costs the same, however many there are")
{
	unsigned int n = PAGES;
	struct helper *h = helper_there();
	L4_Word_t few[2], many[2];

	may_be_disturbed();
	map_cost(h, PLACE, few);
	fill_pages(h, HIGH, n);
	map_cost(h, PLACE, many);
	tap_diag("to map a page: %lu with few others, %lu with %u; to unmap it: %lu and %lu",
		 few[0], many[0], n, few[1], many[1]);
	tap_check(is_close(many[0], few[0]));
	tap_check(is_close(many[1], few[1]));
}

/* The pages of fill_pages(), and the kernel's nodes for them, stay with the main thread. */
static void begin_to_fill(void)
{
	struct helper *h = helper_there();

	fill_pages(h, HIGH, 1);
	helper_forget(h);
}

TAP_TEST(scale, space_deleted, "TC-25 a space with a hundred thousand pages is deleted")
{
	unsigned int n = PAGES;
	L4_Word_t before, start, few;
	struct helper *h;

	begin_to_fill();
	before = kernel_memory();
	h = helper_there();
	start = cycles();
	helper_forget(h);
	few = cycles() - start;
	h = helper_there();
	fill_pages(h, HIGH, n);
	start = cycles();
	helper_forget(h);
	tap_diag("to delete a space: %lu, and %lu for each of %u pages", few,
		 (cycles() - start - few) / n, n);
	tap_check_eq(kernel_memory(), before);
}

TAP_TEST(scale, utcb_area, "SPACE-08 the largest UTCB area takes the place of many pages")
{
	L4_Word_t area = LARGEST_PLACE, bytes = (L4_Word_t)1 << LARGEST_LOG2, old, before;
	struct helper *h;
	L4_ThreadId_t id;

	begin_to_fill();
	h = helper_there();
	id = new_id();
	before = kernel_memory();
	fill_pages(h, area, PAGES / 2);
	fill_pages(h, area + bytes / 2, PAGES / 2);
	tap_check(L4_ThreadControl(id, h->id, main_thread, L4_nilthread,
				   (void *)(area + bytes - 0x10000)));
	tap_check(kernel_memory() < before || before == 0);
	tap_check(thread_delete(h->id));
	tap_check(L4_SpaceControl(id, 0, own_kip_area(), L4_FpageLog2(area, LARGEST_LOG2),
				  L4_nilthread, &old));
	tap_check(kernel_memory() >= before);
	tap_check(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED));
	tap_check_eq(thread_state(id), L4_SCHED_WAITING);
}

static L4_Word_t work_unmap(L4_Word_t fpage, L4_Word_t b, L4_Word_t c)
{
	L4_Fpage_t f = { .raw = fpage };

	(void)b;
	(void)c;
	return L4_UnmapFpage(f).raw;
}

/* blocks large pages of `from`, at HIGH, as small pages in the space of h */
static void pass_blocks(struct helper *from, struct helper *h, unsigned int blocks)
{
	L4_Word_t size = large_page_size(), part = size / 4, at;

	for (at = 0; at < blocks * size; at += part)
		pass(from, h, (HIGH + at) | L4_ITEM_MAP,
		     L4_FpageAddRights(L4_Fpage(HIGH + at, part), RW).raw,
		     L4_CompleteAddressSpace);
}

TAP_TEST(scale, unmap, "UNMAP-02 a region that many spaces have in small pages is unmapped at once")
{
	unsigned int blocks = size_option("blocks", 4), spaces = size_option("spaces", 8), i;
	L4_Word_t size = large_page_size(), start, before;
	struct helper *from = helper_there(), *h[HELPERS];
	L4_Fpage_t all = L4_Fpage(HIGH, blocks * size);

	for (i = 0; i < blocks; i++)
		give(from, L4_FpageAddRights(L4_Fpage(block(i), size), RW), HIGH + i * size,
		     L4_CompleteAddressSpace);
	for (i = 0; i < spaces; i++)
		h[i] = helper_there();
	before = kernel_memory();
	for (i = 0; i < spaces; i++)
		pass_blocks(from, h[i], blocks);
	start = cycles();
	helper_start(from, work_unmap, L4_FpageAddRights(all, L4_FullyAccessible).raw, 0, 0);
	while (L4_IpcFailed(L4_Receive_Timeout(from->id, PATIENCE)))
		continue;
	start = cycles() - start;
	for (i = 0; i < spaces; i++)
		tap_check(!can_read(h[i], HIGH + (i * 1237 % (blocks * 512)) * page_size));
	tap_check_eq(kernel_memory(), before);
	tap_diag("%lu pages in %u spaces: %lu for each", blocks * size / page_size, spaces,
		 start / (blocks * size / page_size * spaces));
}
