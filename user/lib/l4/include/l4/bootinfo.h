/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Generic boot information: what the loader found and loaded, as a chain of records. Offsets in a
 * record count from its own start. (X.2, Generic boot information)
 */
#ifndef L4_LIB_BOOTINFO_H
#define L4_LIB_BOOTINFO_H

#include <l4/types.h>

#define L4_BOOTINFO_MAGIC	0x14b0021d
#define L4_BOOTINFO_VERSION	1

#define L4_BootInfo_Module	0x001
#define L4_BootInfo_SimpleExec	0x002
#define L4_BootInfo_EFITables	0x101
#define L4_BootInfo_Multiboot	0x102

typedef struct {
	L4_Word_t magic;
	L4_Word_t version;
	L4_Word_t size;
	L4_Word_t first_entry;
	L4_Word_t num_entries;
	L4_Word_t __reserved[3];
} L4_BootInfo_t;

typedef struct {
	L4_Word_t type;
	L4_Word_t version;
	L4_Word_t offset_next;
} L4_BootRec_t;

typedef struct {
	L4_Word_t type;
	L4_Word_t version;
	L4_Word_t offset_next;
	L4_Word_t start;
	L4_Word_t size;
	L4_Word_t cmdline_offset;
} L4_Boot_Module_t;

typedef struct {
	L4_Word_t type;
	L4_Word_t version;
	L4_Word_t offset_next;
	L4_Word_t text_pstart;
	L4_Word_t text_vstart;
	L4_Word_t text_size;
	L4_Word_t data_pstart;
	L4_Word_t data_vstart;
	L4_Word_t data_size;
	L4_Word_t bss_pstart;
	L4_Word_t bss_vstart;
	L4_Word_t bss_size;
	L4_Word_t initial_ip;
	L4_Word_t flags;
	L4_Word_t label;
	L4_Word_t cmdline_offset;
} L4_Boot_SimpleExec_t;

typedef struct {
	L4_Word_t type;
	L4_Word_t version;
	L4_Word_t offset_next;
	L4_Word_t systab;
	L4_Word_t memmap;
	L4_Word_t memmap_size;
	L4_Word_t memdesc_size;
	L4_Word_t memdesc_version;
} L4_Boot_EFI_t;

typedef struct {
	L4_Word_t type;
	L4_Word_t version;
	L4_Word_t offset_next;
	L4_Word_t address;
} L4_Boot_MBI_t;

L4_INLINE void *__L4_BootOffset(const void *base, L4_Word_t offset)
{
	return (void *)((L4_Word_t)base + offset);
}

L4_INLINE L4_Word_t L4_BootRec_Type(const L4_BootRec_t *r)
{
	return r->type;
}

L4_INLINE L4_BootRec_t *L4_BootRec_Next(const L4_BootRec_t *r)
{
	return (L4_BootRec_t *)__L4_BootOffset(r, r->offset_next);
}

/* Header */

L4_INLINE L4_Bool_t L4_BootInfo_Valid(const void *ptr)
{
	const L4_BootInfo_t *b = (const L4_BootInfo_t *)ptr;

	return b->magic == L4_BOOTINFO_MAGIC && b->version == L4_BOOTINFO_VERSION;
}

L4_INLINE L4_Word_t L4_BootInfo_Size(const void *ptr)
{
	return ((const L4_BootInfo_t *)ptr)->size;
}

L4_INLINE L4_BootRec_t *L4_BootInfo_FirstEntry(const void *ptr)
{
	return (L4_BootRec_t *)__L4_BootOffset(ptr, ((const L4_BootInfo_t *)ptr)->first_entry);
}

L4_INLINE L4_Word_t L4_BootInfo_Entries(const void *ptr)
{
	return ((const L4_BootInfo_t *)ptr)->num_entries;
}

/* Module */

L4_INLINE L4_Word_t L4_Module_Start(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_Module_t *)ptr)->start;
}

L4_INLINE L4_Word_t L4_Module_Size(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_Module_t *)ptr)->size;
}

L4_INLINE char *L4_Module_Cmdline(const L4_BootRec_t *ptr)
{
	L4_Word_t offset = ((const L4_Boot_Module_t *)ptr)->cmdline_offset;

	return offset == 0 ? (char *)0 : (char *)__L4_BootOffset(ptr, offset);
}

/* SimpleExec */

L4_INLINE L4_Boot_SimpleExec_t *__L4_SimpleExec(const L4_BootRec_t *ptr)
{
	return (L4_Boot_SimpleExec_t *)__L4_BootOffset(ptr, 0);
}

L4_INLINE L4_Word_t L4_SimpleExec_TextVstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->text_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_TextPstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->text_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_TextSize(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->text_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataVstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->data_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataPstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->data_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_DataSize(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->data_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssVstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->bss_vstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssPstart(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->bss_pstart;
}

L4_INLINE L4_Word_t L4_SimpleExec_BssSize(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->bss_size;
}

L4_INLINE L4_Word_t L4_SimpleExec_InitialIP(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->initial_ip;
}

L4_INLINE L4_Word_t L4_SimpleExec_Flags(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->flags;
}

L4_INLINE void L4_SimpleExec_Set_Flags(const L4_BootRec_t *ptr, L4_Word_t w)
{
	__L4_SimpleExec(ptr)->flags = w;
}

L4_INLINE L4_Word_t L4_SimpleExec_Label(const L4_BootRec_t *ptr)
{
	return __L4_SimpleExec(ptr)->label;
}

L4_INLINE void L4_SimpleExec_Set_Label(const L4_BootRec_t *ptr, L4_Word_t w)
{
	__L4_SimpleExec(ptr)->label = w;
}

L4_INLINE char *L4_SimpleExec_Cmdline(const L4_BootRec_t *ptr)
{
	L4_Word_t offset = __L4_SimpleExec(ptr)->cmdline_offset;

	return offset == 0 ? (char *)0 : (char *)__L4_BootOffset(ptr, offset);
}

/* EFI tables and multiboot information */

L4_INLINE L4_Word_t L4_EFI_Systab(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_EFI_t *)ptr)->systab;
}

L4_INLINE L4_Word_t L4_EFI_Memmap(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_EFI_t *)ptr)->memmap;
}

L4_INLINE L4_Word_t L4_EFI_MemmapSize(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_EFI_t *)ptr)->memmap_size;
}

L4_INLINE L4_Word_t L4_EFI_MemdescSize(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_EFI_t *)ptr)->memdesc_size;
}

L4_INLINE L4_Word_t L4_EFI_MemdescVersion(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_EFI_t *)ptr)->memdesc_version;
}

L4_INLINE L4_Word_t L4_MBI_Address(const L4_BootRec_t *ptr)
{
	return ((const L4_Boot_MBI_t *)ptr)->address;
}

#if defined(__cplusplus)
#include <l4/cxx/bootinfo.h>
#endif

#endif
