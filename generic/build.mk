# SPDX-License-Identifier: BSD-2-Clause
# Mechanisms that know neither processor nor API.
obj-y += console.o
obj-$(CONFIG_CONSOLE_RING) += console_ring.o
obj-y += cpu.o
obj-$(CONFIG_CONSOLE_EVENT_CHARS) += event_chars.o
obj-y += ksyms.o
obj-y += libcalls.o
obj-y += printf.o
obj-y += string.o
shared-y += format.o string.o
# gcc would otherwise turn the loops of memcpy into a call of memcpy
cflags-string.o += $(no-loop-idioms)
obj-$(CONFIG_SMP) += flush.o
obj-$(CONFIG_SMP) += grace.o grace_lists.o
obj-y += kmem.o
obj-y += kmem_block.o
obj-y += kmem_cache.o
obj-$(CONFIG_DEBUG_KMEM) += kmem_debug.o
obj-$(CONFIG_SMP) += loaded.o
obj-y += lock.o
obj-y += mapdb.o
obj-y += mapdb_map.o
obj-y += mapdb_node.o
obj-y += mapdb_row.o
obj-y += mapdb_single.o
obj-y += mapdb_split.o
obj-y += mapdb_stop.o
obj-y += mapdb_unmap.o
obj-y += mapdb_walk.o
obj-y += ptab.o
obj-y += rendezvous.o
obj-$(CONFIG_SMP) += request.o request_limit.o rendezvous_word.o
obj-y += sched.o
obj-$(CONFIG_SMP) += sched_move.o
obj-y += sched_timer.o
obj-$(CONFIG_BOOT_SELFTEST) += selftest.o
obj-y += timerq.o
obj-y += $(if $(CONFIG_SMP),waiters_by_id.o,waiters.o)

# Used before the check of the processor generation, see arch/amd64/build.mk.
cflags-console.o += $(march-before-check)
cflags-console_ring.o += $(march-before-check)
cflags-format.o += $(march-before-check)
cflags-libcalls.o += $(march-before-check)
cflags-printf.o += $(march-before-check)
cflags-string.o += $(march-before-check)
obj-y += iospace.o
obj-y += usercopy.o
small-y += console.o console_ring.o format.o ksyms.o printf.o
