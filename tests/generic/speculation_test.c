/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is decided against speculation, for processors that no emulator has: the table of makers,
 * features and capabilities against what a kernel is configured to do.
 */
#include <arch/msr.h>
#include <arch/speculation.h>

#include "check.h"

#define ALL	(HARDEN_BOUNDS | HARDEN_RETPOLINE | HARDEN_BRANCHES | HARDEN_SPACES)
#define BIT_OF(name)	((u64)1 << CPU_##name)

/* Letters of the leaks in their order, large: something is done against it. */
#define LETTERS	"kbtsiu"

static const struct row {
	const char *what;
	enum cpu_vendor vendor;
	unsigned int family, model;
	u64 mask, capabilities;
	unsigned int configured;
	const char *decided;		/* by letters; '-': is no leak */
	u64 control;
	bool is_automatic, forgets;
} rows[] = {
	{ "an old one of Intel, nothing configured", CPU_VENDOR_INTEL, 6, 0x2a, 0, 0, 0,
	  "kbtsiu", 0, false, false },
	{ "the same, all configured", CPU_VENDOR_INTEL, 6, 0x2a, 0, 0, ALL,
	  "kBTsiu", 0, false, false },
	{ "with new microcode", CPU_VENDOR_INTEL, 6, 0x2a, BIT_OF(SPEC_CTRL) | BIT_OF(STIBP), 0,
	  ALL, "kBTSIu", SPEC_CTRL_STIBP, false, true },
	{ "whose IBRS is not for good", CPU_VENDOR_INTEL, 6, 0x5e,
	  BIT_OF(SPEC_CTRL) | BIT_OF(ARCH_CAPS), CAPABILITY_RDCL_NO, HARDEN_BRANCHES,
	  "-btsiu", 0, false, false },
	{ "a new one of Intel", CPU_VENDOR_INTEL, 6, 0x8f,
	  BIT_OF(SPEC_CTRL) | BIT_OF(STIBP) | BIT_OF(ARCH_CAPS),
	  CAPABILITY_RDCL_NO | CAPABILITY_IBRS_ALL | CAPABILITY_MDS_NO, HARDEN_BRANCHES,
	  "-bTsI-", SPEC_CTRL_IBRS | SPEC_CTRL_STIBP, false, false },
	{ "the same, nothing configured", CPU_VENDOR_INTEL, 6, 0x8f,
	  BIT_OF(SPEC_CTRL) | BIT_OF(STIBP) | BIT_OF(ARCH_CAPS),
	  CAPABILITY_RDCL_NO | CAPABILITY_IBRS_ALL | CAPABILITY_MDS_NO, 0,
	  "-btsi-", 0, false, false },
	{ "an Atom that executes in order", CPU_VENDOR_INTEL, 6, 0x1c, 0, 0, ALL,
	  "------", 0, false, false },
	{ "a model of that number by another maker", CPU_VENDOR_OTHER, 6, 0x1c, 0, 0, 0,
	  "kbtsiu", 0, false, false },
	{ "an old one of AMD", CPU_VENDOR_AMD, 0xf, 0x41, 0, 0, ALL,
	  "-BTsi-", 0, false, false },
	{ "one of AMD with IBPB alone", CPU_VENDOR_AMD, 0x17, 1, BIT_OF(AMD_IBPB), 0, ALL,
	  "-BTSi-", 0, false, true },
	{ "one of AMD that prefers not to keep IBRS", CPU_VENDOR_AMD, 0x17, 0x31,
	  BIT_OF(AMD_IBPB) | BIT_OF(AMD_IBRS) | BIT_OF(AMD_STIBP), 0, HARDEN_BRANCHES,
	  "-btsI-", SPEC_CTRL_STIBP, false, false },
	{ "one of AMD that keeps IBRS", CPU_VENDOR_AMD, 0x19, 1,
	  BIT_OF(AMD_IBRS) | BIT_OF(AMD_IBRS_ALWAYS) | BIT_OF(AMD_STIBP), 0, HARDEN_BRANCHES,
	  "-bTsI-", SPEC_CTRL_IBRS | SPEC_CTRL_STIBP, false, false },
	{ "one of AMD that does it by itself", CPU_VENDOR_AMD, 0x19, 0x11,
	  BIT_OF(AMD_IBRS) | BIT_OF(AMD_IBRS_ALWAYS) | BIT_OF(AUTO_IBRS), 0, HARDEN_BRANCHES,
	  "-bTsi-", 0, true, false },
	{ "one that nobody knows", CPU_VENDOR_OTHER, 7, 1, 0, 0, HARDEN_SPACES,
	  "kbtsiu", 0, false, false },
	{ "the same, tables without the kernel", CPU_VENDOR_OTHER, 7, 1, 0, 0, HARDEN_TABLES,
	  "Kbtsiu", 0, false, false },
};

static bool decides(const struct row *r)
{
	struct cpu_features f = {
		.mask = r->mask, .vendor = r->vendor, .family = r->family, .model = r->model,
	};
	struct speculation s = speculation_decide(&f, r->capabilities, r->configured);

	for (unsigned int i = 0; i < LEAKS; i++) {
		char letter = LETTERS[i];

		if (!(s.leaks >> i & 1))
			letter = '-';
		else if (s.by[i] != NULL)
			letter = (char)(letter - 'a' + 'A');
		if (letter != r->decided[i])
			return false;
	}
	return s.control == r->control && s.is_automatic == r->is_automatic &&
	       s.forgets == r->forgets;
}

void test_speculation(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		check(decides(&rows[i]), "speculation: %s", rows[i].what);
}
