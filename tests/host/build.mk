# SPDX-License-Identifier: BSD-2-Clause
# Tests of the kernel in an ordinary process, with the models they compare it to. What other
# programs use too stands in hosted-y, the tests themselves in tests-y.
hosted-y += alloc.o system.o sandbox.o compat.o mapdb_model.o
tests-y += main.o suites.o base_test.o kmem_test.o timerq_test.o sched_test.o ptab_test.o
tests-y += overtake_test.o
tests-y += number_test.o iospace_test.o rendezvous_test.o time_test.o mapdb_test.o mapdb_case_test.o
tests-y += mapdb_step_test.o mapdb_progress_test.o mapdb_pay_test.o mapdb_any_test.o
tests-y += thread_test.o step_test.o control_test.o ipc_test.o item_test.o string_test.o call_test.o
tests-y += awaited_test.o script_test.o utcb_pages_test.o compat_test.o compat_ipc_test.o
tests-y += compat_item_test.o compat_kip_test.o loader_record_test.o
tests-$(CONFIG_LIPC_USER) += lipc_test.o
