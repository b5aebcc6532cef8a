/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mock machine has nothing of this kind.
 */
#ifndef L4_LIB_MOCK_ARCH_H
#define L4_LIB_MOCK_ARCH_H

#endif
