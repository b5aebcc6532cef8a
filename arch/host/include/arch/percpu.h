/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the processor itself reads of its data: nothing.
 */
#ifndef L4_ARCH_PERCPU_H
#define L4_ARCH_PERCPU_H

struct arch_cpu {
};

#endif
