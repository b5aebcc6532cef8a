# SPDX-License-Identifier: BSD-2-Clause
# X.2 between processors, with SMP only.
obj-y += ipc_accept.o
obj-y += ipc_ask.o
obj-y += ipc_direct.o
obj-y += ipc_items.o
obj-y += migrate.o
obj-y += remote_call.o
obj-y += areas.o
obj-y += delete.o
obj-y += new_id.o
obj-y += request.o
obj-y += request_interrupt.o
obj-y += round.o
