/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * arch/amd64/fpu.c on a model of processors that no emulator is: AMD's, which save and load the
 * last x87 pointers only with an exception pending, and such as can be seen through TS.
 */
#include <string.h>

#include <arch/cpu.h>
#include <arch/cpureg.h>
#include <arch/fpu.h>
#include <arch/fpureg.h>
#include <arch/percpu.h>

#include "check.h"

/* Places in a state. (AMD64 manual, volume 1, section 11.4) */
#define FSW		2
#define POINTERS	6	/* FOP, FIP, FDP */
#define POINTER_BYTES	18
#define MXCSR		24
#define XMM0		160
#define BYTES		832

#define FSW_PENDING	0x80
#define TIMES		4000

struct unit {
	unsigned short fcw, fsw;
	unsigned char pointers[POINTER_BYTES];
	unsigned int mxcsr;
	unsigned long xmm0;
};

struct cpu_features cpu_features;
/* As much of it as arch knows. */
struct cpu {
	unsigned char before[CPU_ARCH];
	struct arch_cpu arch;
} cpu0;

static struct unit unit;
static bool ts, was_used_behind_ts;
static unsigned int moves;		/* states saved or loaded */

struct cpuid_regs model_cpuid(void)
{
	return (struct cpuid_regs){ .ebx = BYTES };
}

u64 model_read(void)
{
	return ts ? CR0_TS : 0;
}

void model_write_cr0(u64 value)
{
	ts = value & CR0_TS;
}

void model_write(u64 value)
{
	(void)value;
}

static bool is_amd(void)
{
	return cpu_features.vendor == CPU_VENDOR_AMD && !cpu_has(CPU_XSAVEERPTR);
}

void fpu_clts(void)
{
	ts = false;
}

void fpu_fninit(void)
{
	was_used_behind_ts |= ts;
	unit.fcw = 0x37f;
	unit.fsw = 0;
	memset(unit.pointers, 0, sizeof(unit.pointers));
}

void fpu_fxsave(void *state)
{
	unsigned char *to = state;

	was_used_behind_ts |= ts;
	moves++;
	memcpy(to, &unit.fcw, 2);
	memcpy(to + FSW, &unit.fsw, 2);
	if (!is_amd() || (unit.fsw & FSW_PENDING))
		memcpy(to + POINTERS, unit.pointers, sizeof(unit.pointers));
	memcpy(to + MXCSR, &unit.mxcsr, 4);
	memcpy(to + XMM0, &unit.xmm0, 8);
}

void fpu_fxrstor(const void *state)
{
	const unsigned char *from = state;

	was_used_behind_ts |= ts;
	moves++;
	memcpy(&unit.fcw, from, 2);
	memcpy(&unit.fsw, from + FSW, 2);
	if (!is_amd() || (unit.fsw & FSW_PENDING))
		memcpy(unit.pointers, from + POINTERS, sizeof(unit.pointers));
	memcpy(&unit.mxcsr, from + MXCSR, 4);
	memcpy(&unit.xmm0, from + XMM0, 8);
}

void fpu_xsave(void *state, u64 components)
{
	(void)components;
	fpu_fxsave(state);
}

void fpu_xsaveopt(void *state, u64 components)
{
	fpu_xsave(state, components);
}

void fpu_xsavec(void *state, u64 components)
{
	fpu_xsave(state, components);
}

void fpu_xrstor(const void *state, u64 components)
{
	(void)components;
	fpu_fxrstor(state);
}

static struct unit unit_of(unsigned char mark, bool pending)
{
	struct unit u = { .fcw = 0x37f, .fsw = pending ? FSW_PENDING : 0, .mxcsr = 0x1f80 };

	memset(u.pointers, mark, sizeof(u.pointers));
	memset(&u.xmm0, mark, sizeof(u.xmm0));
	return u;
}

/* The registers are those of u. Pointers may be gone, but are nobody else's. */
static bool holds(const struct unit *u)
{
	static const unsigned char none[POINTER_BYTES];
	bool same = !memcmp(unit.pointers, u->pointers, sizeof(none));

	return unit.fcw == u->fcw && unit.fsw == u->fsw && unit.mxcsr == u->mxcsr &&
	       unit.xmm0 == u->xmm0 &&
	       (same || (is_amd() && !(u->fsw & FSW_PENDING) &&
			 !memcmp(unit.pointers, none, sizeof(none))));
}

/* Three threads that compute, and one that does not, in any order. */
static bool run_threads(bool clears)
{
	static unsigned char states[3][BYTES] __attribute__((aligned(64)));
	const struct unit start = unit_of(0, false);
	struct unit expected[3];
	unsigned int i, next;
	bool good = true;

	fpu_init();
	fpu_load();
	for (i = 0; i < 3; i++) {
		fpu_state_init(states[i]);
		expected[i] = start;
	}
	for (i = 0; good && i < TIMES; i++) {
		next = check_random() % 5;
		if (next < 3) {
			fpu_switch(states[next]);
			good = !ts && holds(&expected[next]);
			if (i % 3 == 0)
				unit = expected[next] =
					unit_of((unsigned char)check_random(), i % 2);
		} else if (next == 3) {
			fpu_switch(NULL);
			good = ts && (!clears || holds(&start));
		} else {
			next = check_random() % 3;
			fpu_switch(NULL);
			fpu_release(states[next]);
			fpu_state_init(states[next]);
			expected[next] = start;
			good = ts && (!clears || holds(&start));
		}
	}
	for (i = 0; i < 3; i++)
		fpu_release(states[i]);
	return good && !was_used_behind_ts;
}

/* What two partners and a thread without a state cost. */
static bool moves_little(bool clears)
{
	static unsigned char states[2][BYTES] __attribute__((aligned(64)));
	bool good;

	fpu_state_init(states[0]);
	fpu_state_init(states[1]);
	fpu_switch(states[0]);
	moves = 0;
	fpu_switch(states[0]);
	good = moves == 0;
	fpu_switch(states[1]);
	good &= moves == 2;
	fpu_switch(NULL);
	fpu_switch(states[1]);
	good &= moves == (clears ? 5 : 2);
	fpu_release(states[0]);
	fpu_release(states[1]);
	return good;
}

/* The exchange of the short path, as <arch/fpu.h> says it. */
static void exchange(void *next)
{
	fpu_xsaveopt(cpu0.arch.fpu_owner, fpu_components);
	if (fpu_keeps_pointers)
		fpu_fninit();
	fpu_xrstor(next, fpu_components);
	cpu0.arch.fpu_owner = cpu0.arch.fpu_is_for = next;
}

/* Threads that compute get each other's messages on both paths, between them one that does not. */
static bool run_partners(bool clears)
{
	static unsigned char states[3][BYTES] __attribute__((aligned(64)));
	const struct unit start = unit_of(0, false);
	struct unit expected[3];
	unsigned int i, now = 3, next;
	bool good = true;

	for (i = 0; i < 3; i++) {
		fpu_state_init(states[i]);
		expected[i] = start;
	}
	for (i = 0; good && i < TIMES; i++) {
		next = check_random() % 4;
		if (next == 3)
			fpu_switch(NULL);
		else if (now == 3 || next == now || i % 4 == 0)
			fpu_switch(states[next]);
		else
			exchange(states[next]);
		now = next;
		if (now == 3) {
			good = ts && (!clears || holds(&start));
			continue;
		}
		good = !ts && holds(&expected[now]);
		if (i % 3 == 0)
			unit = expected[now] = unit_of((unsigned char)check_random(), i % 2);
	}
	for (i = 0; i < 3; i++)
		fpu_release(states[i]);
	return good && !was_used_behind_ts;
}

void test_fpu(void)
{
	static const struct {
		const char *name;
		enum cpu_vendor vendor;
		u64 features;
		bool clears, is_short;
	} cpus[] = {
		{ "AMD, FXSAVE", CPU_VENDOR_AMD, 0, false, false },
		{ "AMD, XSAVE", CPU_VENDOR_AMD, 1ul << CPU_XSAVE, false, false },
		{ "AMD, XSAVEOPT", CPU_VENDOR_AMD,
		  1ul << CPU_XSAVE | 1ul << CPU_XSAVEOPT, false, true },
		{ "AMD, error pointers", CPU_VENDOR_AMD,
		  1ul << CPU_XSAVE | 1ul << CPU_XSAVEERPTR, false, false },
		{ "AMD, XSAVEOPT, error pointers", CPU_VENDOR_AMD,
		  1ul << CPU_XSAVE | 1ul << CPU_XSAVEOPT | 1ul << CPU_XSAVEERPTR, false, true },
		{ "Intel, FXSAVE", CPU_VENDOR_INTEL, 0, true, false },
		{ "Intel, XSAVEOPT", CPU_VENDOR_INTEL,
		  1ul << CPU_XSAVE | 1ul << CPU_XSAVEOPT, true, true },
		{ "Intel, XSAVEC", CPU_VENDOR_INTEL,
		  1ul << CPU_XSAVE | 1ul << CPU_XSAVEOPT | 1ul << CPU_XSAVEC, true, false },
	};
	unsigned int i;

	for (i = 0; i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		cpu_features.vendor = cpus[i].vendor;
		cpu_features.mask = cpus[i].features;
		unit = unit_of(0x77, false);
		check(run_threads(cpus[i].clears), "registers are their threads' own: %s",
		      cpus[i].name);
		check(moves_little(cpus[i].clears), "states move only if needed: %s",
		      cpus[i].name);
		check(fpu_exchange_is_short() == cpus[i].is_short,
		      "states are%s exchanged on the short path: %s",
		      cpus[i].is_short ? "" : " not", cpus[i].name);
		check(!fpu_exchange_is_short() || run_partners(cpus[i].clears),
		      "registers of partners are their own: %s", cpus[i].name);
	}
}
