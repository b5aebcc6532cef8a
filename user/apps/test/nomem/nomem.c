/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each allocation of a call fails in turn: the call says so, nothing is lost, and it can be made
 * again. For kernels with DEBUG_KMEM.
 */
#include "mass.h"

#define RW		(L4_Readable | L4_Writable)
#define FREE_PORT	0x100			/* and seven more */
#define LIMIT		100			/* allocations of one call */

/* One call: true if it succeeded, else *error is its error code. */
typedef bool attempt_fn(L4_Word_t *error);

static struct helper *h, *other;
static L4_ThreadId_t id;

static bool result(L4_Word_t ok, L4_Word_t *error)
{
	*error = ok ? 0 : L4_ErrorCode();
	return ok != 0;
}

/*
 * The call fails with the n-th allocation, n = 1, 2, ..., until it makes fewer; each time with this
 * error, and with as much memory after `undo` (NULL: nothing) as there was before. False: skipped.
 */
static bool each_fails(attempt_fn *attempt, void (*undo)(void), L4_Word_t expected)
{
	L4_Word_t before = kernel_memory(), error, n;
	bool ok = false, reached = true;

	(void)kernel_memory_fail(LIMIT);
	if (before == 0 || kernel_memory_fail(0) != LIMIT) {
		tap_skip_test("the kernel has no DEBUG_KMEM, or no assertions");
		return false;
	}
	for (n = 1; n < LIMIT && reached; n++) {
		(void)kernel_memory_fail(n);
		ok = attempt(&error);
		reached = kernel_memory_fail(0) == 0;
		tap_context("allocation %lu", n);
		if (reached && !ok)
			tap_check_eq(error, expected);
		if (undo)
			undo();
		else if (ok && reached)
			tap_fail("the call succeeds without memory");
		if (undo || !ok)
			tap_check_eq(kernel_memory(), before);
	}
	tap_context(NULL);
	tap_check(ok);
	tap_check(n > 2);
	tap_diag("%lu allocations", n - 2);
	return true;
}

static void delete_id(void)
{
	check_granted(thread_delete(id));
}

static bool create_inactive(L4_Word_t *error)
{
	return result(L4_ThreadControl(id, main_thread, main_thread, L4_nilthread, UTCB_UNCHANGED),
		      error);
}

TAP_TEST(nomem, create_inactive, "ROB-03 creating an inactive thread")
{
	id = new_id();
	each_fails(create_inactive, delete_id, L4_ErrNoMem);
}

static bool create_space(L4_Word_t *error)
{
	return result(L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)), error);
}

TAP_TEST(nomem, create_space, "ROB-03 creating a space")
{
	id = new_id();
	each_fails(create_space, delete_id, L4_ErrNoMem);
}

static bool create_active(L4_Word_t *error)
{
	return result(L4_ThreadControl(id, h->id, main_thread, main_thread,
				       (void *)(UTCB_AREA_THERE + 0x8000)), error);
}

TAP_TEST(nomem, create_active, "ROB-03 creating an active thread, whose UTCB needs a page")
{
	h = helper_there();
	id = new_id();
	each_fails(create_active, delete_id, L4_ErrNoMem);
}

static bool set_areas(L4_Word_t *error)
{
	L4_Fpage_t utcbs = L4_FpageLog2(UTCB_AREA_THERE, 16);
	L4_Word_t old;

	return result(L4_SpaceControl(id, 0, own_kip_area(), utcbs, L4_nilthread, &old), error);
}

TAP_TEST(nomem, areas, "ROB-03 SpaceControl places the areas")
{
	id = new_id();
	check_granted(L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)));
	each_fails(set_areas, NULL, L4_ErrNoMem);
}

static bool activate(L4_Word_t *error)
{
	return result(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED), error);
}

TAP_TEST(nomem, activate, "ROB-03 activating the first thread of a space")
{
	id = new_id();
	check_granted(space_create(id, (L4_Word_t)L4_GetKernelInterface()));
	if (each_fails(activate, NULL, L4_ErrNoMem))
		tap_check_eq(thread_state(id), L4_SCHED_WAITING);
}

static bool move(L4_Word_t *error)
{
	return result(L4_ThreadControl(id, other->id, L4_nilthread, L4_nilthread,
				       (void *)(UTCB_AREA_THERE + 0x8000)), error);
}

TAP_TEST(nomem, move, "ROB-03 moving a thread to another space: it stays where it was")
{
	h = helper_there();
	other = helper_there();
	id = helper_beside(h)->id;
	each_fails(move, NULL, L4_ErrNoMem);
}

/* Sends the item to the helper, which receives with a window of everything. */
static bool send_item(L4_Word_t item0, L4_Word_t item1, L4_Word_t *error)
{
	L4_MsgTag_t tag = { .raw = 2 << L4_TAG_TYPED_SHIFT };
	bool ok;

	L4_Set_MsgTag(tag);
	L4_LoadMR(1, item0);
	L4_LoadMR(2, item1);
	tag = L4_Send_Timeout(h->id, L4_ZeroTime);
	*error = L4_IpcFailed(tag) ? L4_ErrorCode() : 0;
	ok = L4_IpcSucceeded(tag);
	/* Both sides see the same. */
	tap_check(helper_ipc_ended(h) == ok);
	if (!ok)
		tap_check_eq(h->ipc.error, RECEIVE_OVERFLOW);
	return ok;
}

/* The helper listens before the allocation to fail is chosen: called as `undo`, and once before. */
static void listen(void)
{
	helper_receive_window(h, main_thread, L4_CompleteAddressSpace);
}

static void take_back(void)
{
	(void)L4_UnmapFpage(page_fpage(1, L4_FullyAccessible));
	listen();
}

static bool map_page(L4_Word_t *error)
{
	return send_item(HIGH | L4_ITEM_MAP, page_fpage(1, RW).raw, error);
}

TAP_TEST(nomem, map, "ROB-04 mapping a page that needs tables: overflow")
{
	*page_word(1) = 1;
	h = helper_there();
	listen();
	each_fails(map_page, take_back, SEND_OVERFLOW);
}

static L4_Fpage_t large(void)
{
	return L4_FpageAddRights(L4_Fpage(block(0), large_page_size()), L4_FullyAccessible);
}

static void take_large_back(void)
{
	(void)L4_UnmapFpage(large());
	listen();
}

static bool map_part(L4_Word_t *error)
{
	L4_Fpage_t part = L4_FpageAddRights(L4_Fpage(block(0), 4 * page_size), RW);

	return send_item(HIGH | L4_ITEM_MAP, part.raw, error);
}

TAP_TEST(nomem, map_small, "ROB-04 mapping small pages out of a large one: overflow")
{
	(void)block(0);
	h = helper_there();
	listen();
	each_fails(map_part, take_large_back, SEND_OVERFLOW);
}

static bool map_over(L4_Word_t *error)
{
	return send_item((HIGH + page_size) | L4_ITEM_MAP, page_fpage(1, RW).raw, error);
}

static void restore_large(void)
{
	(void)L4_UnmapFpage(page_fpage(1, L4_FullyAccessible));
	(void)L4_UnmapFpage(large());
	give(h, large(), HIGH, L4_CompleteAddressSpace);
	listen();
}

TAP_TEST(nomem, split, "ROB-04 mapping a page over a part of a large one, which is split")
{
	*page_word(1) = 1;
	h = helper_there();
	give(h, large(), HIGH, L4_CompleteAddressSpace);
	listen();
	each_fails(map_over, restore_large, SEND_OVERFLOW);
}

static bool unmap_part(L4_Word_t *error)
{
	(void)L4_UnmapFpage(L4_FpageAddRights(L4_Fpage(block(0), page_size),
					      L4_FullyAccessible));
	*error = 0;
	tap_check(!can_read(h, HIGH));
	return true;
}

static void give_large(void)
{
	(void)L4_UnmapFpage(large());
	give(h, large(), HIGH, L4_CompleteAddressSpace);
}

TAP_TEST(nomem, unmap, "UNMAP-15 unmapping a part of a large page never fails")
{
	h = helper_there();
	give(h, large(), HIGH, L4_CompleteAddressSpace);
	each_fails(unmap_part, give_large, 0);
}

static bool grant_page(L4_Word_t *error)
{
	bool ok = send_item(HIGH | L4_ITEM_GRANT, page_fpage(1, RW).raw, error);

	if (!ok)
		tap_check_eq(*page_word(1), 1);
	return ok;
}

/* Granted or not, the page is the main thread's again, and in no other space. */
static void fetch_again(void)
{
	helper_forget(h);
	*page_word(1) = 1;
	h = helper_there();
	listen();
}

TAP_TEST(nomem, grant, "ROB-04 granting a page that needs tables: overflow, and it stays")
{
	*page_word(1) = 1;
	h = helper_there();
	listen();
	each_fails(grant_page, fetch_again, SEND_OVERFLOW);
}

static bool map_ports(L4_Word_t *error)
{
	return send_item(L4_ITEM_MAP, L4_IoFpageLog2(FREE_PORT, 3).raw | L4_ReadWriteOnly, error);
}

static void take_ports_back(void)
{
	helper_forget(h);
	h = helper_there();
	listen();
}

TAP_TEST(nomem, ports, "ROB-04 mapping the first IO ports of a space: overflow")
{
	if (L4_IsNilFpage(L4_Sigma0_GetPage(L4_nilthread, L4_IoFpageLog2(FREE_PORT, 3)))) {
		tap_skip_test("no IO ports");
		return;
	}
	h = helper_there();
	listen();
	each_fails(map_ports, take_ports_back, SEND_OVERFLOW);
}
