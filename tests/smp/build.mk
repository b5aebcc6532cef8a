# SPDX-License-Identifier: BSD-2-Clause
# Tests of several processors in an ordinary process.
tests-y += suites.o several.o states.o turns.o
tests-y += call_test.o
tests-y += crowd_test.o
tests-y += storm_deeds.o storm_test.o
tests-y += pairs_test.o
tests-y += flush_test.o
tests-y += flush_race_test.o
tests-y += memory_test.o
tests-y += cpu_set_test.o
tests-y += items_test.o
tests-y += interrupt_test.o
tests-y += exregs_test.o
tests-y += caller_test.o
tests-y += late_test.o
tests-y += limit_test.o
tests-y += schedule_test.o
tests-y += route_test.o
tests-y += control_test.o
tests-y += explore.o
tests-y += delete_test.o
tests-y += waiters_test.o
tests-y += areas_test.o
tests-y += victim_test.o
tests-y += turn_test.o
