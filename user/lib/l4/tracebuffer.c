/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where trace events go: nowhere, as this kernel has no trace buffer.
 */
#include <l4/tracebuffer.h>

__attribute__((weak)) L4_TraceBuffer_t *L4_GetTraceBuffer(void)
{
	return (L4_TraceBuffer_t *)0;
}
