/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All suites of this program.
 */
#include "test.h"

extern const struct suite base_suite, kmem_suite, timerq_suite, sched_suite, overtake_suite,
	ptab_suite, number_suite, mapdb_suite, mapdb_case_suite, mapdb_step_suite,
	mapdb_progress_suite, mapdb_pay_suite, mapdb_any_suite,
	iospace_suite,
	rendezvous_suite, time_suite, thread_suite, step_suite, control_suite, ipc_suite,
	awaited_suite,
	item_suite, string_suite, call_suite, lipc_suite,
	script_suite, utcb_pages_suite, loader_record_suite,
	compat_suite, compat_ipc_suite, compat_item_suite, compat_kip_suite;

const struct suite *const suites[] = {
	&base_suite, &kmem_suite, &timerq_suite, &sched_suite, &overtake_suite,
	&ptab_suite, &number_suite,
	&mapdb_suite, &mapdb_case_suite, &mapdb_step_suite, &mapdb_progress_suite,
	&mapdb_pay_suite, &mapdb_any_suite,
	&iospace_suite,
	&rendezvous_suite, &time_suite, &thread_suite, &step_suite, &control_suite, &ipc_suite,
	&awaited_suite,
	&item_suite, &string_suite, &call_suite,
#ifdef CONFIG_LIPC_USER
	&lipc_suite,
#endif
	&script_suite, &utcb_pages_suite, &loader_record_suite,
	/* The ia32 interface, word by word: no big-endian processor has such programs. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	&compat_suite, &compat_ipc_suite, &compat_item_suite, &compat_kip_suite,
#endif
};

const size_t suite_count = ARRAY_SIZE(suites);
