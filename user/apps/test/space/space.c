/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SpaceControl, and the privileged calls that do little: ProcessorControl, MemoryControl.
 */
#include "test.h"

#define MANY		100	/* threads in one space */
#define MORE		200	/* in the root task's */
#define SMALL_STACK	1024
#define MANY_BASE	(HELPERS + 2)	/* behind those that outlive the tests */

static L4_Word_t control(L4_ThreadId_t id, L4_Fpage_t kip_area, L4_Fpage_t utcb_area)
{
	L4_Word_t old;

	return L4_SpaceControl(id, 0, kip_area, utcb_area, L4_nilthread, &old);
}

static L4_ThreadId_t new_space(void)
{
	L4_ThreadId_t id = new_id();

	check_granted(L4_ThreadControl(id, id, main_thread, L4_nilthread, utcb_there(id)));
	return id;
}

static L4_Fpage_t utcb_area(int size_log2)
{
	return L4_FpageLog2(UTCB_AREA_THERE, size_log2);
}

static L4_Word_t work_space_control(L4_Word_t id, L4_Word_t b, L4_Word_t c)
{
	L4_ThreadId_t space = { .raw = id };
	L4_Word_t old;

	(void)b;
	(void)c;
	return L4_SpaceControl(space, 0, L4_Nilpage, L4_Nilpage, L4_nilthread, &old) ?
	       L4_ErrOk : L4_ErrorCode();
}

static volatile L4_Word_t found_kip;

static void find_kip(void)
{
	found_kip = (L4_Word_t)L4_GetKernelInterface();
	for (;;)
		;
}

/* What a thread that starts now finds as its kernel interface page. */
static L4_Word_t first_kip(L4_ThreadId_t id)
{
	L4_MsgTag_t tag = thread_start(id, (L4_Word_t)find_kip);
	L4_MapItem_t item;
	L4_Fpage_t f;
	L4_Word_t address;
	L4_Msg_t msg;

	found_kip = 0;
	/* It faults on its code and data only. */
	while (L4_IpcSucceeded(tag) && found_kip == 0) {
		tag = L4_Receive_Timeout(id, L4_TimePeriod(5000 + lateness));
		if (L4_IpcFailed(tag))
			break;
		L4_StoreMR(1, &address);
		f = fpage_at(address & ~(page_size - 1), L4_FullyAccessible);
		item = L4_MapItem(f, L4_Address(f));
		L4_MsgClear(&msg);
		L4_MsgAppendMapItem(&msg, item);
		L4_MsgLoad(&msg);
		tag = L4_Send_Timeout(id, L4_ZeroTime);
	}
	return found_kip;
}

TAP_TEST(space, unprivileged, "SPACE-01 a thread outside the initial spaces: error 1")
{
	struct helper *h = helper_there();

	tap_check_eq(helper_call(h, work_space_control, h->id.raw, 0, 0), L4_ErrNoPrivilege);
}

TAP_TEST(space, nobody, "SPACE-02 a space specifier that does not exist: error 3")
{
	check_refused(control(new_id(), own_kip_area(), utcb_area(16)), L4_ErrInvalidSpace);
}

TAP_TEST(space, local, "SPACE-03 a local space specifier: error 3")
{
	struct helper *h = helper_here();

	check_refused(control(L4_LocalIdOf(h->id), own_kip_area(), utcb_area(16)),
		      L4_ErrInvalidSpace);
}

TAP_TEST(space, utcb_small, "SPACE-04 a UTCB area below the minimum: error 6")
{
	check_refused(control(new_space(), own_kip_area(), utcb_area(11)), L4_ErrUtcbArea);
	check_refused(control(new_space(), own_kip_area(), L4_Nilpage), L4_ErrUtcbArea);
}

TAP_TEST(space, utcb_kernel, "SPACE-05 a UTCB area that reaches into the kernel's area: error 6")
{
	L4_ThreadId_t id = new_space();

	check_refused(control(id, own_kip_area(), L4_FpageLog2(LAST_PAGE, 12)), L4_ErrUtcbArea);
	check_refused(control(id, own_kip_area(),
			      L4_FpageLog2(KERNEL_PAGE & ~(L4_Word_t)0xfffff, 20)), L4_ErrUtcbArea);
	check_refused(control(id, own_kip_area(), L4_CompleteAddressSpace), L4_ErrUtcbArea);
}

TAP_TEST(space, kip_small, "SPACE-06 a KIP area below the minimum: error 7")
{
	L4_ThreadId_t id = new_space();
	int least = (int)L4_KipAreaSizeLog2(L4_GetKernelInterface());

	check_refused(control(id, L4_FpageLog2(PLACE, least - 1), utcb_area(16)), L4_ErrKipArea);
	check_refused(control(id, L4_Nilpage, utcb_area(16)), L4_ErrKipArea);
}

TAP_TEST(space, kip_kernel, "SPACE-06 a KIP area outside the user area: error 7")
{
	check_refused(control(new_space(), L4_FpageLog2(KERNEL_PAGE & ~(L4_Word_t)0x3fff, 14),
			      utcb_area(16)), L4_ErrKipArea);
}

TAP_TEST(space, overlap, "SPACE-07 a KIP area that overlaps the UTCB area: error 7")
{
	check_refused(control(new_space(), kip_area_at(UTCB_AREA_THERE + 0x4000), utcb_area(16)),
		      L4_ErrKipArea);
}

TAP_TEST(space, valid, "SPACE-08 after activation the KIP is where it was wanted")
{
	struct helper *h = helper_there_with(PLACE);

	tap_check_eq(peek(h, PLACE), *(L4_Word_t *)L4_GetKernelInterface());
}

TAP_TEST(space, unchanged, "SPACE-09 nil areas leave a space with active threads as it is")
{
	struct helper *h = helper_there();

	check_granted(control(h->id, L4_Nilpage, L4_Nilpage));
	tap_check_eq(peek(h, (L4_Word_t)L4_GetKernelInterface()),
		     *(L4_Word_t *)L4_GetKernelInterface());
	tap_check_eq(helper_call(h, work_tcr, (L4_Word_t)L4_UTCB_MY_GLOBAL_ID, 0, 0), h->id.raw);
}

TAP_TEST(space, ignored, "SPACE-09 areas are ignored while threads are active")
{
	struct helper *h = helper_there();
	L4_ThreadId_t id = new_id();

	(void)control(h->id, kip_area_at(PLACE), L4_FpageLog2(PLACE + 0x100000, 20));
	tap_check(!can_read(h, PLACE));
	check_granted(L4_ThreadControl(id, h->id, main_thread, main_thread, utcb_there(id)));
}

TAP_TEST(space, placed_again, "SPACE-09 without active threads the areas can be placed anew")
{
	L4_ThreadId_t id = new_space();
	L4_Fpage_t second = L4_FpageLog2(PLACE, (int)L4_KipAreaSizeLog2(L4_GetKernelInterface()));
	L4_Word_t old;

	check_granted(control(id, own_kip_area(), utcb_area(16)));
	check_granted(control(id, second, utcb_area(17)));
	/* A nil area changes nothing. */
	check_granted(L4_SpaceControl(id, 0, own_kip_area(), L4_Nilpage, L4_nilthread, &old));
	check_granted(L4_ThreadControl(id, id, L4_nilthread, main_thread, UTCB_UNCHANGED));
	tap_check_eq(first_kip(id), PLACE);
}

TAP_TEST(space, control_zero, "SPACE-11 control 0 returns 0")
{
	L4_ThreadId_t id = new_space();
	L4_Word_t old = 1;

	check_granted(L4_SpaceControl(id, 0, own_kip_area(), utcb_area(16), L4_nilthread, &old));
	tap_check_eq(old, 0);
}

/* Many threads at once: each notes which UTCB it finds itself with, and waits. */
static volatile L4_Word_t found_utcb[MORE];
static char small_stacks[MORE][SMALL_STACK] __attribute__((aligned(16)));

static L4_ThreadId_t many_id(L4_Word_t i)
{
	return L4_GlobalId(L4_ThreadNo(main_thread) + MANY_BASE + i, 2);
}

static void note_utcb(void)
{
	found_utcb[L4_ThreadNo(L4_MyGlobalId()) - L4_ThreadNo(main_thread) - MANY_BASE] =
		L4_MyLocalId().raw;
	for (;;)
		L4_Sleep(L4_Never);
}

/* Starts thread i; until it has run it gets the program's pages, all at once. */
static void run_one(L4_Word_t i)
{
	L4_Word_t start = (L4_Word_t)__image_start;
	L4_Fpage_t image = L4_Fpage(start, (L4_Word_t)__image_end - start);
	L4_MsgTag_t tag;

	image = L4_FpageAddRights(image, L4_FullyAccessible);
	found_utcb[i] = 0;
	L4_LoadMR(1, (L4_Word_t)note_utcb);
	L4_LoadMR(2, first_stack_pointer(small_stacks[i] + SMALL_STACK));
	L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 });
	tag = L4_Send_Timeout(many_id(i), PATIENCE);
	settle();
	while (L4_IpcSucceeded(tag) && found_utcb[i] == 0) {
		tag = L4_Receive_Timeout(many_id(i), L4_ZeroTime);
		if (L4_IpcFailed(tag))
			break;
		L4_LoadMR(1, start | L4_ITEM_MAP);
		L4_LoadMR(2, image.raw);
		L4_Set_MsgTag((L4_MsgTag_t){ .raw = 2 << L4_TAG_TYPED_SHIFT });
		tag = L4_Send_Timeout(many_id(i), L4_ZeroTime);
		settle();
	}
}

/* Creates n threads in a space, with these UTCBs, runs all of them, and deletes them. */
static void check_many(L4_ThreadId_t space, void *utcb(L4_Word_t), L4_Word_t n)
{
	L4_Word_t i, made = 0;

	for (i = 0; i < n; i++)
		made += L4_ThreadControl(many_id(i), space, main_thread, main_thread, utcb(i));
	tap_check_eq(made, n);
	for (i = 0; i < n; i++)
		run_one(i);
	for (i = 0; i < n; i++) {
		tap_context("thread %lu", i);
		tap_check_eq(found_utcb[i], (L4_Word_t)utcb(i) + L4_UTCB_POINTER_OFFSET);
		tap_check_eq(thread_state(many_id(i)), L4_SCHED_WAITING);
	}
	for (i = 0; i < n; i++)
		check_granted(thread_delete(many_id(i)));
}

static void *spread_utcb(L4_Word_t i)
{
	return (void *)(UTCB_AREA_THERE + 7 * i * L4_UtcbSize(L4_GetKernelInterface()));
}

/* There are 256 in all: those of helpers serve too, but not the one that a helper always has. */
static void *own_utcb(L4_Word_t i)
{
	return (char *)utcb_here(main_thread) +
	       (i < HELPERS ? i + 1 : i + 2) * L4_UtcbSize(L4_GetKernelInterface());
}

TAP_TEST(space, many_threads, "SPACE-14 100 threads run in a space of 1024 UTCBs")
{
	L4_ThreadId_t space = new_space();

	check_granted(control(space, own_kip_area(), utcb_area(20)));
	check_many(space, spread_utcb, MANY);
}

TAP_TEST(space, root_threads, "BOOT-08 200 threads run in the root task's UTCB area")
{
	check_many(main_thread, own_utcb, MORE);
}

TAP_TEST(space, no_redirector, "SPACE-15 nilthread as redirector: IPC goes where it is sent")
{
	struct helper *s = helper_there(), *r = helper_there();

	check_granted(control(s->id, L4_Nilpage, L4_Nilpage));
	helper_receive(r, L4_anythread);
	helper_send(s, r->id, 1, 1);
	check_helper_ok(r);
	tap_check_eq(r->ipc.sender.raw, s->id.raw);
	tap_check(!L4_IpcRedirected(r->ipc.tag));
}

static L4_Word_t work_memory_control(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	L4_Word_t attributes[4] = { 0, 0, 0, 0 };

	(void)a;
	(void)b;
	(void)c;
	L4_LoadMR(0, 0);
	return L4_MemoryControl(0, attributes) ? L4_ErrOk : L4_ErrorCode();
}

TAP_TEST(space, memory_control, "MCTL-01 MemoryControl by an unprivileged thread: error 1")
{
	tap_check_eq(helper_call(helper_there(), work_memory_control, 0, 0, 0),
		     L4_ErrNoPrivilege);
}

static L4_Word_t work_processor_control(L4_Word_t a, L4_Word_t b, L4_Word_t c)
{
	(void)a;
	(void)b;
	(void)c;
	return L4_ProcessorControl(0, 0, 0, 0) ? L4_ErrOk : L4_ErrorCode();
}

TAP_TEST(space, processor_control, "MCTL-06 ProcessorControl: error 1, privileged error 5")
{
	tap_check_eq(helper_call(helper_there(), work_processor_control, 0, 0, 0),
		     L4_ErrNoPrivilege);
	check_refused(L4_ProcessorControl(0, 1000000, 100000, 0), L4_ErrInvalidParam);
}
