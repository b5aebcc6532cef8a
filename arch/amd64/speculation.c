/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides what this processor needs against speculation, and does what is set once. What is not
 * known to be safe is taken for not safe. Nothing here has run on hardware: no emulator has these
 * registers, so the decision is a function of its own, which is tested on the host.
 * (Intel 64 manual, volume 4, IA32_ARCH_CAPABILITIES; AMD64 manual, volume 2, section 3.2.9)
 */
#include <arch/speculation.h>

#include <arch/cpureg.h>
#include <arch/msr.h>

struct speculation speculation;

static const char *const names[] = {
#define LEAK_NAME(name, what) what,
	LEAK_LIST(LEAK_NAME)
#undef LEAK_NAME
};

static bool has(const struct cpu_features *f, enum cpu_feature feature)
{
	return f->mask >> feature & 1;
}

/* The first Atoms execute in order. */
static bool is_in_order(const struct cpu_features *f)
{
	static const u8 models[] = { 0x1c, 0x26, 0x27, 0x35, 0x36 };

	if (f->vendor != CPU_VENDOR_INTEL || f->family != 6)
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++)
		if (f->model == models[i])
			return true;
	return false;
}

static unsigned int leaks_of(const struct cpu_features *f, u64 capabilities)
{
	unsigned int leaks = 1u << LEAK_BOUNDS | 1u << LEAK_BRANCHES | 1u << LEAK_SPACES |
			     1u << LEAK_SIBLINGS;

	if (is_in_order(f))
		return 0;
	if (f->vendor == CPU_VENDOR_AMD)
		return leaks;
	if (!(capabilities & CAPABILITY_RDCL_NO))
		leaks |= 1u << LEAK_KERNEL;
	if (!(capabilities & CAPABILITY_MDS_NO))
		leaks |= 1u << LEAK_BUFFERS;
	return leaks;
}

/*
 * Restricted for good by one write: others would have to be told with each way into the kernel, for
 * more than the whole short path takes.
 */
static void restrict_branches(struct speculation *s, const struct cpu_features *f, u64 capabilities)
{
	if (has(f, CPU_AUTO_IBRS))
		s->is_automatic = true;
	else if ((has(f, CPU_SPEC_CTRL) && (capabilities & CAPABILITY_IBRS_ALL)) ||
		 (has(f, CPU_AMD_IBRS) && has(f, CPU_AMD_IBRS_ALWAYS)))
		s->control |= SPEC_CTRL_IBRS;
	if (s->is_automatic || (s->control & SPEC_CTRL_IBRS))
		s->by[LEAK_BRANCHES] = "IBRS";
	if (has(f, CPU_STIBP) || has(f, CPU_AMD_STIBP)) {
		s->control |= SPEC_CTRL_STIBP;
		s->by[LEAK_SIBLINGS] = "STIBP";
	}
}

struct speculation speculation_decide(const struct cpu_features *f, u64 capabilities,
				      unsigned int configured)
{
	struct speculation s = { .leaks = leaks_of(f, capabilities) };

	if (configured & HARDEN_TABLES)
		s.by[LEAK_KERNEL] = "page tables without it";
	if (configured & HARDEN_BOUNDS)
		s.by[LEAK_BOUNDS] = "masks and barriers";
	if (configured & HARDEN_BRANCHES)
		restrict_branches(&s, f, capabilities);
	if (configured & HARDEN_RETPOLINE)
		s.by[LEAK_BRANCHES] = s.by[LEAK_BRANCHES] ? "IBRS and retpoline" : "retpoline";
	if ((configured & HARDEN_SPACES) && (has(f, CPU_SPEC_CTRL) || has(f, CPU_AMD_IBPB))) {
		s.forgets = true;
		s.by[LEAK_SPACES] = "IBPB";
	}
	return s;
}

void speculation_init(void)
{
	u64 capabilities = cpu_has(CPU_ARCH_CAPS) ? rdmsr(MSR_ARCH_CAPABILITIES) : 0;

	speculation = speculation_decide(&cpu_features, capabilities, HARDEN_CONFIGURED);
}

void speculation_load(void)
{
	if (speculation.control != 0)
		wrmsr(MSR_SPEC_CTRL, speculation.control);
	if (speculation.is_automatic)
		wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_AIBRSE);
}

void speculation_report(int (*print)(const char *fmt, ...))
{
	const struct speculation *s = &speculation;

	for (unsigned int i = 0; i < LEAKS; i++)
		if (s->leaks >> i & 1)
			print("cpu: speculation may reach %s: %s\n", names[i],
			      s->by[i] ? s->by[i] : "nothing against it");
}

#ifdef CONFIG_HARDEN_SPACES
void speculation_change_space(void)
{
	if (speculation.forgets)
		wrmsr(MSR_PRED_CMD, PRED_CMD_IBPB);
}
#endif
