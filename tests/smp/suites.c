/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All suites of this program.
 */
#include "test.h"

extern const struct suite call_suite;
extern const struct suite crowd_suite;
extern const struct suite storm_suite;
extern const struct suite pairs_suite;
extern const struct suite flush_suite;
extern const struct suite flush_race_suite;
extern const struct suite moved_suite;
extern const struct suite number_suite;
extern const struct suite memory_suite;
extern const struct suite cpu_set_suite;
extern const struct suite items_suite;
extern const struct suite interrupt_suite;
extern const struct suite exregs_suite;
extern const struct suite caller_suite;
extern const struct suite late_suite;
extern const struct suite limit_suite;
extern const struct suite schedule_suite;
extern const struct suite route_suite;
extern const struct suite control_suite;
extern const struct suite delete_suite;
extern const struct suite waiters_suite;
extern const struct suite areas_suite;
extern const struct suite victim_suite;
extern const struct suite gone_suite;
extern const struct suite word_size_suite;
extern const struct suite turn_suite;
extern const struct suite items_end_suite;
extern const struct suite items_leave_suite;
extern const struct suite items_moved_suite;
extern const struct suite rules_suite;
extern const struct suite oracle_suite;

const struct suite *const suites[] = {
	&call_suite,
	&crowd_suite,
	&storm_suite,
	&pairs_suite,
	&flush_suite,
	&flush_race_suite,
	&moved_suite,
	&number_suite,
	&memory_suite,
	&cpu_set_suite,
	&items_suite,
	&interrupt_suite,
	&exregs_suite,
	&caller_suite,
	&late_suite,
	&limit_suite,
	&schedule_suite,
	&route_suite,
	&control_suite,
	&delete_suite,
	&waiters_suite,
	&areas_suite,
	&victim_suite,
	&gone_suite,
	&word_size_suite,
	&turn_suite,
	&items_end_suite,
	&items_leave_suite,
	&items_moved_suite,
	&rules_suite,
	&oracle_suite,
};

const size_t suite_count = ARRAY_SIZE(suites);
