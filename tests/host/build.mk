# SPDX-License-Identifier: BSD-2-Clause
# Tests of the kernel in an ordinary process, with the models they compare it to.
hosted-y += main.o alloc.o base_test.o kmem_test.o timerq_test.o sched_test.o ptab_test.o
hosted-y += iospace_test.o rendezvous_test.o time_test.o
hosted-y += mapdb_model.o mapdb_test.o mapdb_case_test.o
hosted-y += system.o thread_test.o ipc_test.o item_test.o call_test.o
