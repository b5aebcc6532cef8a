/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of QEMU's plugin interface that is used here, as QEMU 7 (version 1 of the interface) and
 * QEMU 10 (version 4) have it; Debian 12 has no header for it.
 */
#ifndef L4_BENCH_QEMU_H
#define L4_BENCH_QEMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Versions of the interface. */
#define QEMU_PLUGIN_POINTS	1	/* qemu_plugin_insn_data returns where the bytes are */
#define QEMU_PLUGIN_COPIES	4	/* it copies them */
#define QEMU_INSN_MAX		15	/* bytes of the longest instruction */

/* Looked up by the emulator. */
#define PLUGIN_EXPORT	__attribute__((visibility("default")))

struct qemu_tb;		/* a block of instructions in translation */
struct qemu_insn;	/* an instruction of it */
struct qemu_hwaddr;	/* where an access goes */

/* The emulator's description of itself; there is more, not looked at. */
struct qemu_info {
	const char *target_name;	/* the processor: x86_64, sparc64 */
	struct {
		int min, now;
	} version;
	bool has_machine;		/* not a program alone */
	int processors;
};

enum qemu_cb_flags { QEMU_CB_NO_REGS, QEMU_CB_R_REGS, QEMU_CB_RW_REGS };
enum qemu_mem_rw { QEMU_MEM_R = 1, QEMU_MEM_W, QEMU_MEM_RW };

/* One of the processor's registers. */
struct qemu_register {
	struct qemu_handle *handle;
	const char *name;
	const char *feature;
};

/* GArray and GByteArray of GLib, which the emulator is linked with, begin like this. */
struct qemu_array {
	void *data;
	unsigned int length;
};

typedef uint64_t qemu_id_t;
typedef uint32_t qemu_meminfo_t;
typedef void qemu_tb_fn(qemu_id_t id, struct qemu_tb *tb);
typedef void qemu_insn_fn(unsigned int cpu, void *data);
typedef void qemu_mem_fn(unsigned int cpu, qemu_meminfo_t info, uint64_t address, void *data);
typedef void qemu_end_fn(qemu_id_t id, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_id_t id, qemu_tb_fn *fn);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_tb *tb, qemu_insn_fn *fn,
					  enum qemu_cb_flags flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_insn *insn, qemu_insn_fn *fn,
					    enum qemu_cb_flags flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_insn *insn, qemu_mem_fn *fn,
				      enum qemu_cb_flags flags, enum qemu_mem_rw rw, void *data);
void qemu_plugin_register_atexit_cb(qemu_id_t id, qemu_end_fn *fn, void *data);

size_t qemu_plugin_tb_n_insns(const struct qemu_tb *tb);
struct qemu_insn *qemu_plugin_tb_get_insn(const struct qemu_tb *tb, size_t i);
/* As in version 4; version 1 takes no more than the instruction and returns the address. */
uintptr_t qemu_plugin_insn_data(const struct qemu_insn *insn, void *bytes, size_t size);
size_t qemu_plugin_insn_size(const struct qemu_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_insn *insn);

bool qemu_plugin_mem_is_store(qemu_meminfo_t info);
struct qemu_hwaddr *qemu_plugin_get_hwaddr(qemu_meminfo_t info, uint64_t address);
bool qemu_plugin_hwaddr_is_io(const struct qemu_hwaddr *hwaddr);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_hwaddr *hwaddr);

/* Only version 4 has these: elsewhere their address is 0. */
void qemu_plugin_read_memory_vaddr(void) __attribute__((weak));
struct qemu_array *qemu_plugin_get_registers(void) __attribute__((weak));
int qemu_plugin_read_register(struct qemu_handle *handle, struct qemu_array *bytes)
	__attribute__((weak));
struct qemu_array *g_byte_array_new(void) __attribute__((weak));
struct qemu_array *g_byte_array_set_size(struct qemu_array *bytes, unsigned int size)
	__attribute__((weak));

#endif
