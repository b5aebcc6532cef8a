/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Uses every type, member, constant and macro of the interface; compiled as C and as C++, never
 * run. What is a function is in the tables.
 */
#include "all.h"

#if defined(__cplusplus)
#define assert_that(condition) static_assert(condition, #condition)
#else
#define assert_that(condition) _Static_assert(condition, #condition)
#endif

extern volatile L4_Word_t sink;
void use_members(L4_Msg_t *msg, L4_MsgBuffer_t *buffer, L4_StringItem_t *s, void *page);
void use_constants(void);
void use_macros(L4_Word_t w);

/* Constants of structured types initialise objects of static duration. */
static L4_ThreadId_t partner = L4_nilthread;
static const L4_Fpage_t window = L4_CompleteAddressSpace;
static const L4_Time_t delay = L4_ZeroTime;

#include __L4_INC_ARCH(types.h)

#if !defined(L4_LITTLE_ENDIAN)
#error "the architecture does not say what it is"
#endif
#if defined(__x86_64__)
#if !defined(L4_64BIT) || defined(L4_32BIT) || !defined(L4_ARCH_AMD64)
#error "the architecture does not say what it is"
#endif
#include L4_COMPAT_H_LOCATION
#define W	8
assert_that(sizeof(L4_ThreadId32_t) == 4);
#else
#if !defined(L4_32BIT) || defined(L4_64BIT) || !defined(L4_ARCH_IA32)
#error "the architecture does not say what it is"
#endif
#define W	4
assert_that(L4_LargeSpace == 0 && L4_CTRLXFER_FAULT_MASK(14) == 0x4000);
assert_that(L4_CTRLXFER_GPREGS_ID == 0 && L4_CTRLXFER_OTHERREGS_ID == 16);
#endif

assert_that(L4_BITS_PER_WORD == W * 8);
assert_that(sizeof(L4_Word_t) == W && sizeof(L4_Bool_t) == W && sizeof(L4_Size_t) == W);
assert_that(sizeof(L4_Word64_t) == 8 && sizeof(L4_Word32_t) == 4);
assert_that(sizeof(L4_Word16_t) == 2 && sizeof(L4_Word8_t) == 1);
assert_that(sizeof(L4_SignedWord_t) == W && (L4_SignedWord_t)-1 < 0);
assert_that(sizeof(L4_SignedWord64_t) == 8 && (L4_SignedWord64_t)-1 < 0);
assert_that(sizeof(L4_SignedWord32_t) == 4 && (L4_SignedWord32_t)-1 < 0);
assert_that(sizeof(L4_SignedWord16_t) == 2 && (L4_SignedWord16_t)-1 < 0);
assert_that(sizeof(L4_SignedWord8_t) == 1 && (L4_SignedWord8_t)-1 < 0);
assert_that(sizeof(L4_Paddr_t) == 8 && sizeof(L4_Clock_t) == 8 && sizeof(L4_Time_t) == W);
assert_that(sizeof(L4_Fpage_t) == W && sizeof(L4_ThreadId_t) == W && sizeof(L4_MsgTag_t) == W);
assert_that(sizeof(L4_MapItem_t) == 2 * W && sizeof(L4_GrantItem_t) == 2 * W);
assert_that(sizeof(L4_StringItem_t) == 2 * W && sizeof(L4_Acceptor_t) == W);
assert_that(sizeof(L4_Msg_t) == 64 * W && sizeof(L4_MsgBuffer_t) == 32 * W);
assert_that(sizeof(L4_IoFpage_t) == W);
assert_that(sizeof(L4_BootInfo_t) == 8 * W && sizeof(L4_Boot_Module_t) == 6 * W);
assert_that(sizeof(L4_Boot_SimpleExec_t) == 16 * W && sizeof(L4_Boot_EFI_t) == 8 * W);
assert_that(sizeof(L4_Boot_MBI_t) == 4 * W);

/* The error numbers and masks of the interface. */
assert_that(L4_ErrOk == 0 && L4_ErrNoPrivilege == 1 && L4_ErrInvalidThread == 2);
assert_that(L4_ErrInvalidSpace == 3 && L4_ErrInvalidScheduler == 4 && L4_ErrInvalidParam == 5);
assert_that(L4_ErrUtcbArea == 6 && L4_ErrKipArea == 7 && L4_ErrNoMem == 8);
assert_that(L4_ERROR_OK == 0 && L4_ERROR_NO_PRIVILEGE == 1 && L4_ERROR_INVALID_THREAD == 2);
assert_that(L4_ERROR_INVALID_SPACE == 3 && L4_ERROR_INVALID_SCHEDULER == 4);
assert_that(L4_ERROR_INVALID_PARAM == 5 && L4_ERROR_UTCB_AREA == 6);
assert_that(L4_ERROR_KIP_AREA == 7 && L4_ERROR_NO_MEM == 8);
assert_that(L4_EXREGS_CTRLXFER_CONF_FLAG == 0x200 && L4_EXREGS_CTRLXFER_READ_FLAG == 0x400);
assert_that(L4_EXREGS_CTRLXFER_WRITE_FLAG == 0x800 && L4_EXREGS_EXCHANDLER_FLAG == 0x1000);
assert_that(L4_EXREGS_SCHEDULER_FLAG == 0x2000);
assert_that(L4_SCHEDRESULT_ERROR == 0 && L4_SCHEDRESULT_DEAD == 1);
assert_that(L4_SCHEDRESULT_INACTIVE == 2 && L4_SCHEDRESULT_RUNNING == 3);
assert_that(L4_SCHEDRESULT_PENDING_SEND == 4 && L4_SCHEDRESULT_SENDING == 5);
assert_that(L4_SCHEDRESULT_WAITING == 6 && L4_SCHEDRESULT_RECEIVING == 7);
assert_that(L4_Readable == 4 && L4_Writable == 2 && L4_eXecutable == 1 && L4_NoAccess == 0);
assert_that(L4_FullyAccessible == 7 && L4_ReadWriteOnly == 6 && L4_ReadeXecOnly == 5);
assert_that(__L4_NUM_MRS == 64 && __L4_NUM_BRS == 33 && L4_DefaultMemory == 0);

/* The numbers of the kernel interface page. */
assert_that(L4_MAGIC == 0x4be6344c);
assert_that(L4_APIVERSION_2 == 0x02 && L4_APIVERSION_4 == 0x04 && L4_APIVERSION_X0 == 0x83);
assert_that(L4_APIVERSION_X1 == 0x83 && L4_APIVERSION_X2 == 0x84);
assert_that(L4_APIVERSION_L4SEC == 0x85 && L4_APIVERSION_N1 == 0x86);
assert_that(L4_APIVERSION_OKL == 0xa0);
assert_that(L4_APISUBVERSION_X0 == 0x80 && L4_APISUBVERSION_X1 == 0x81);
assert_that(L4_APIFLAG_LE == 0 && L4_APIFLAG_BE == 1);
assert_that(L4_APIFLAG_32BIT == 0 && L4_APIFLAG_64BIT == 1);
assert_that(L4_KID_L4_486 == 0x001 && L4_KID_L4_PENTIUM == 0x002 && L4_KID_L4_X86 == 0x003);
assert_that(L4_KID_L4_MIPS == 0x101 && L4_KID_L4_ALPHA == 0x201 && L4_KID_FIASCO == 0x301);
assert_that(L4_KID_L4KA_HAZELNUT == 0x401 && L4_KID_L4KA_PISTACHIO == 0x402);
assert_that(L4_KID_L4KA_STRAWBERRY == 0x403 && L4_KID_NICTA_PISTACHIO == 0x501);
assert_that(L4_SUPL_GMD == ('G' | 'M' << 8 | 'D' << 16 | ' ' << 24));
assert_that(L4_SUPL_IBM == ('I' | 'B' << 8 | 'M' << 16 | ' ' << 24));
assert_that(L4_SUPL_UNSW == ('U' | 'N' << 8 | 'S' << 16 | 'W' << 24));
assert_that(L4_SUPL_UKA == ('U' | 'K' << 8 | 'a' << 16 | ' ' << 24));
assert_that(L4_SUPL_NICTA == ('N' | 'I' << 8 | 'C' << 16 | 'T' << 24));
assert_that(L4_UndefinedMemoryType == 0x0 && L4_ConventionalMemoryType == 0x1);
assert_that(L4_ReservedMemoryType == 0x2 && L4_DedicatedMemoryType == 0x3);
assert_that(L4_SharedMemoryType == 0x4 && L4_BootLoaderSpecificMemoryType == 0xe);
assert_that(L4_ArchitectureSpecificMemoryType == 0xf);
assert_that(L4_BOOTINFO_MAGIC == 0x14b0021d && L4_BOOTINFO_VERSION == 1);
assert_that(L4_BootInfo_Module == 1 && L4_BootInfo_SimpleExec == 2);
assert_that(L4_BootInfo_EFITables == 0x101 && L4_BootInfo_Multiboot == 0x102);
assert_that(L4_WriteBackMemory == 1 && L4_WriteThroughMemory == 2 && L4_UncacheableMemory == 4);
assert_that(L4_WriteCombiningMemory == 5 && L4_WriteProtectedMemory == 8);

/* Field order helpers: on a little-endian machine the order given. */
struct bits {
	L4_BITFIELD2(L4_Word_t, low : 8, high : W * 8 - 8);
};
enum { first, L4_SHUFFLE3(second, third, fourth) };
assert_that(second < third && third < fourth);

#if defined(__x86_64__)
static void use_own_constants(void)
{
	L4_ThreadId32_t id = L4_nilthread32;

	sink = id.raw + L4_anythread32.raw + L4_anylocalthread32.raw;
}
#else
static void use_own_constants(void)
{
	L4_GPRegsCtrlXferItem_t item;

	item.item.raw[0] = item.regs.eax = sink;
	item.regs.eip = item.regs.reg[L4_CTRLXFER_GPREGS_EAX] = sink;
	sink = item.item.X.mask + item.regs.eax;
	sink = L4_AllocateNewCacheLines.raw + L4_DoNotAllocateNewCacheLines.raw;
	sink = L4_AllocateOnlyNewL1CacheLines.raw + (L4_Word_t)__L4_syscalls_start;
	sink = (L4_Word_t)__L4_syscalls_end;
}
#endif

void use_constants(void)
{
	L4_MsgTag_t tag = L4_Niltag;
	L4_CacheAllocationHint_t hint = L4_UseDefaultCacheAllocation;

	sink = tag.raw + hint.raw;
	use_own_constants();
	sink = L4_Nilpage.raw + window.raw + L4_Never.raw + delay.raw + partner.raw;
	sink = L4_anythread.raw + L4_anylocalthread.raw;
	sink = L4_UntypedWordsAcceptor.raw + L4_StringItemsAcceptor.raw + L4_CtrlXferAcceptor.raw;
}

static L4_Word_t use_server(const struct L4_KernelRootServer *server)
{
	const L4_KernelRootServer_t copy = *server;

	return copy.sp + copy.ip + copy.low + copy.high;
}

static L4_Word_t use_memory_info(L4_MemoryInfo_t info)
{
	return info.n + info.MemDescPtr;
}

static void use_kip(void *page)
{
	L4_KernelInterfacePage_t *kip = (L4_KernelInterfacePage_t *)page;
	L4_KernelConfigurationPage_t *kcp = (L4_KernelConfigurationPage_t *)page;
	L4_KernelDesc_t *desc = (L4_KernelDesc_t *)page;
	L4_MemoryDesc_t *memory = (L4_MemoryDesc_t *)page;
	L4_ProcDesc_t *processor = (L4_ProcDesc_t *)page;

	sink = kip->magic + kip->ApiVersion.raw + kip->ApiVersion.x.version;
	sink = kip->ApiVersion.x.subversion + kip->ApiFlags.x.ee + kip->ApiFlags.x.ww;
	sink = kip->ApiFlags.raw + kip->KernelVerPtr + kip->MemoryInfo.n;
	sink = kip->MemoryInfo.MemDescPtr + kip->MainMem.low + kip->MainMem.high;
	sink = kip->ReservedMem[1].low + kip->DedicatedMem[4].high;
	sink = kip->UtcbAreaInfo.X.m + kip->UtcbAreaInfo.X.a + kip->UtcbAreaInfo.X.s;
	sink = kip->KipAreaInfo.X.s + kip->BootInfo + kip->ProcDescPtr;
	sink = kip->ClockInfo.X.ReadPrecision + kip->ClockInfo.X.SchedulePrecision;
	sink = kip->ThreadInfo.X.t + kip->ThreadInfo.X.SystemBase + kip->ThreadInfo.X.UserBase;
	sink = kip->PageInfo.X.rwx + kip->PageInfo.X.page_size_mask;
	sink = kip->ProcessorInfo.X.processors + kip->ProcessorInfo.X.s;
	sink = kip->SpaceControl + kip->ThreadControl + kip->ProcessorControl + kip->MemoryControl;
	sink = kip->Ipc + kip->Lipc + kip->Unmap + kip->ExchangeRegisters + kip->SystemClock;
	sink = kip->ThreadSwitch + kip->Schedule + kip->ArchSyscall0 + kip->ArchSyscall1;
	sink = kip->ArchSyscall2 + kip->ArchSyscall3;

	sink = kcp->magic + kcp->Kdebug.init + kcp->Kdebug.entry + kcp->Kdebug.low;
	sink = kcp->Kdebug.high + kcp->sigma0.sp + kcp->sigma1.ip + kcp->root_server.low;
	sink = kcp->root_server.high + kcp->MemoryInfo.n + kcp->Kdebug_config[1];
	sink = use_server(&kcp->sigma0) + use_memory_info(kip->MemoryInfo);
	sink = kcp->MainMem.low + kcp->DedicatedMem[4].low + kcp->BootInfo;

	sink = desc->KernelId.raw + desc->KernelId.x.id + desc->KernelId.x.subid;
	sink = desc->KernelGenDate.X.day + desc->KernelGenDate.X.month;
	sink = desc->KernelGenDate.X.year + desc->KernelVer.X.ver + desc->KernelVer.X.subver;
	sink = desc->KernelVer.X.subsubver + desc->Supplier + (L4_Word_t)desc->VersionString[0];
	sink = memory->raw[1] + memory->x.type + memory->x.t + memory->x.v + memory->x.low;
	sink = memory->x.high + processor->raw[3] + processor->X.ExternalFreq;
	sink = processor->X.InternalFreq;
}

void use_members(L4_Msg_t *msg, L4_MsgBuffer_t *buffer, L4_StringItem_t *s, void *page)
{
	L4_Fpage_t *f = (L4_Fpage_t *)page;
	L4_ThreadId_t *t = (L4_ThreadId_t *)page;
	L4_Clock_t *c = (L4_Clock_t *)page;
	L4_Time_t *time = (L4_Time_t *)page;
	L4_MapItem_t *m = (L4_MapItem_t *)page;
	L4_GrantItem_t *g = (L4_GrantItem_t *)page;
	L4_CtrlXferItem_t *x = (L4_CtrlXferItem_t *)page;
	L4_Acceptor_t *a = (L4_Acceptor_t *)page;
	L4_IoFpage_t *io = (L4_IoFpage_t *)page;
	L4_Boot_EFI_t *efi = (L4_Boot_EFI_t *)page;
	L4_PfRequest_t *request = (L4_PfRequest_t *)page;
	L4_PfReply_t *reply = (L4_PfReply_t *)page;
	L4_ThreadState_t state = { 1 };
	L4_TraceBuffer_t *trace = (L4_TraceBuffer_t *)page;
	L4_TraceRecord_t *record = trace->tracerecords;

	sink = f->raw + f->X.rwx + f->X.extended + f->X.s + f->X.b;
	sink = t->raw + t->global.raw + t->global.X.version + t->global.X.thread_no;
	sink = t->local.raw + t->local.X.__zeros + t->local.X.local_id;
	sink = c->raw + c->X.low + c->X.high + time->raw;
	sink = time->period.m + time->period.e + time->period.a;
	sink = time->point.m + time->point.c + time->point.e + time->point.a;
	sink = msg->raw[63] + msg->msg[63] + msg->tag.raw + msg->tag.X.u + msg->tag.X.t;
	sink = msg->tag.X.flags + msg->tag.X.label;
	sink = m->raw[1] + m->X.C + m->X.__type + m->X.__zeros + m->X.snd_base;
	sink = m->X.snd_fpage.raw + g->raw[1] + g->X.C + g->X.__type + g->X.__zeros;
	sink = g->X.snd_base + g->X.snd_fpage.raw;
	sink = s->raw[1] + s->X.C + s->X.__type + s->X.j + s->X.c + s->X.string_length;
	sink = (L4_Word_t)s->X.str.string_ptr + (L4_Word_t)s->X.str.substring_ptr[0];
	sink = x->raw[0] + x->X.C + x->X.__type + x->X.id + x->X.mask;
	sink = a->raw + a->X.s + a->X.c + a->X.__zeros + a->X.RcvWindow;
	sink = buffer->raw[31] + buffer->string[0].raw[0] + state.raw;
	sink = io->raw + io->X.rwx + io->X.__two + io->X.s + io->X.p;
	sink = efi->systab + request->X.ip + reply->X.item.raw[0];
	sink = trace->magic + trace->current + trace->mask + trace->max + trace->config.raw;
	sink = trace->config.X.smp + trace->config.X.pmon + trace->config.X.pmon_cpu;
	sink = trace->config.X.pmon_e + trace->counters[7];
	sink = record->X.utype + record->X.cpu + record->X.id + record->tsc + record->thread;
	sink = record->pmc0 + record->pmc1 + record->str + record->data[8];
	use_kip(page);
}

void use_macros(L4_Word_t w)
{
	L4_KDB_Enter("entered");
	enter_kdebug("entered by an old name");
	sink = (L4_Word_t)kd_inchar();
	L4_Tbuf_RecordEvent_0(1, "none");
	L4_Tbuf_RecordEvent_1(1, "one %d", w);
	L4_Tbuf_RecordEvent_2(1, "two", w, w);
	L4_Tbuf_RecordEvent_3(1, "three", w, w, w);
	L4_Tbuf_RecordEvent_4(1, "four", w, w, w, w);
	L4_Tbuf_RecordEvent_t0(1, "none");
	L4_Tbuf_RecordEvent_t1(1, "one", w);
	L4_Tbuf_RecordEvent_t2(1, "two", w, w);
	L4_Tbuf_RecordEvent_t3(1, "three", w, w, w);
	L4_Tbuf_RecordEvent_t4(1, "four", w, w, w, w);
	L4_Tbuf_IncCounter(1);
	sink = L4_TRACEBUFFER_MAGIC + L4_TRACEBUFFER_NUM_ARGS + L4_TRACEBUFFER_USERID_START;
#if defined(__cplusplus)
	L4_Tbuf_RecordEvent(1, "none");
	L4_Tbuf_RecordEvent(1, "three", w, w, w);
#endif
}
