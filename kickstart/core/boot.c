/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The steps of booting. Places are decided in this order: images (their addresses are fixed),
 * the kernel's memory, files that lie where one of those goes, boot information.
 */
#include <l4/abi/kip.h>
#include <l4/abi/loader.h>
#include <lib/format.h>
#include "boot.h"
#include "bootinfo.h"
#include "compressed.h"
#include "mbi.h"

#define FILE_ALIGN	(4 * KIB)
#define GRANULE		((u64)1 << L4_MEMDESC_GRANULE_LOG2)

/* Boot information lies where every kernel can reach it before it knows all memory. */
#define INFO_START	MIB
#define INFO_END	(512 * MIB)

const char *boot_module_role(u32 module)
{
	static const char *const roles[MODULES_NEEDED] = {
		[MODULE_KERNEL] = "kernel",
		[MODULE_SIGMA0] = "sigma0",
		[MODULE_ROOT] = "root task",
	};

	return module < MODULES_NEEDED ? roles[module] : "module";
}

void boot_problem_text(const struct boot *b, const struct problem *why, char *buf, size_t size)
{
	const char *cmdline;
	char name[48];
	size_t n = 0;

	if (why->module == NO_MODULE) {
		l4_snprintf(buf, size, "%s", why->text);
		return;
	}
	cmdline = (u32)why->module < b->told.num_modules ? b->modules[why->module].cmdline : "";
	while (n < sizeof(name) - 1 && cmdline[n] && cmdline[n] != ' ') {
		name[n] = cmdline[n];
		n++;
	}
	name[n] = '\0';
	l4_snprintf(buf, size, "module %u (%s%s%s): %s", (u32)why->module,
	       boot_module_role((u32)why->module), n ? " " : "", name, why->text);
}

bool boot_start(struct boot *b, struct problem *why)
{
	if (!cmdline_parse(b->told.cmdline, &b->options, why))
		return false;
	b->options.mbi = b->options.mbi && b->mem.target->has_mbi;
	b->maxmem = b->options.maxmem ? round_down(b->options.maxmem, FILE_ALIGN) : ~(u64)0;
	b->memory.limit = b->maxmem < b->mem.size ? b->maxmem : b->mem.size;
	if (b->told.num_modules < MODULES_NEEDED) {
		why->module = (int)b->told.num_modules;
		return problem(why, PROBLEM_MISSING,
			       "missing, the boot loader has loaded %u modules",
			       b->told.num_modules);
	}
	return true;
}

static bool conflict(const struct claim *c, const char *what, struct range r, struct problem *why)
{
	char module[16] = "";

	if (c->module != NO_MODULE)
		l4_snprintf(module, sizeof(module), " of module %u", (u32)c->module);
	return problem(why, PROBLEM_OVERLAP, "%s %#llx-%#llx overlaps %s%s, %#llx-%#llx", what,
		       ull(r.start), ull(r.end), c->what, module, ull(c->at.start), ull(c->at.end));
}

/*
 * Some boot loaders put files wherever they are told to, so the message names what the firmware has
 * there.
 */
static bool not_memory(const struct boot *b, const char *what, struct range r, struct problem *why)
{
	const struct memory_entry *e = memory_other(&b->memory, r);

	if (!e)
		return problem(why, PROBLEM_OUTSIDE, "%s %#llx-%#llx is outside memory", what,
			       ull(r.start), ull(r.end));
	return problem(why, PROBLEM_OUTSIDE,
		       "%s %#llx-%#llx is outside memory: at %#llx-%#llx is %s (type %u)", what,
		       ull(r.start), ull(r.end), ull(e->at.start), ull(e->at.end),
		       memory_type_name(e->type), e->type);
}

/* The boot loader must have put each file into memory, on top of nothing else. */
static bool check_files(struct boot *b, struct problem *why)
{
	for (u32 i = 0; i < b->told.num_modules; i++) {
		struct range file = b->modules[i].file;

		why->module = (int)i;
		if (!memory_is_present(&b->memory, file) ||
		    !phys_reaches(&b->mem, file.start, range_size(file)))
			return not_memory(b, "file", file, why);
		if (range_overlaps(file, b->loader))
			return problem(why, PROBLEM_OVERLAP, "file %#llx-%#llx overlaps the loader",
				       ull(file.start), ull(file.end));
		for (u32 k = 0; k < i; k++)
			if (range_overlaps(file, b->modules[k].file))
				return problem(why, PROBLEM_OVERLAP,
					       "file %#llx-%#llx overlaps the file of module %u",
					       ull(file.start), ull(file.end), k);
	}
	return true;
}

static bool plan_image(struct boot *b, u32 i, struct problem *why)
{
	struct module *m = &b->modules[i];
	const struct compression *how = compressed_how(&b->mem, m->file);
	const struct claim *c;

	why->module = (int)i;
	if (how)
		return problem(why, PROBLEM_COMPRESSED, "compressed by %s: %s", how->name,
			       how->advice);
	if (!elf_scan(&b->mem, m->file, i == MODULE_KERNEL, &m->image, why))
		return false;
	m->is_program = true;
	if (!memory_is_ram(&b->memory, m->image.at))
		return not_memory(b, "image", m->image.at, why);
	c = memory_conflict(&b->memory, m->image.at);
	if (c)
		return conflict(c, "image", m->image.at, why);
	memory_claim(&b->memory, m->image.at, "the image", (int)i);
	return true;
}

/*
 * The page as the file has it, at the address it will be loaded to. Other loaders search the file
 * and the loaded image; both searches must come to the same page.
 */
static bool plan_kip(struct boot *b, struct problem *why)
{
	const struct module *kernel = &b->modules[MODULE_KERNEL];
	paddr_t in_file;

	why->module = MODULE_KERNEL;
	if (!kip_find(&b->mem, kernel->file, &in_file))
		return problem(why, PROBLEM_NO_KIP, "no kernel interface page in the file");
	if (!kip_open(&b->kip, &b->mem, in_file, kernel->file, why))
		return false;
	if (!elf_offset_to_phys(&b->mem, kernel->file, in_file - kernel->file.start, &b->kip.at))
		return problem(why, PROBLEM_NO_KIP,
			       "kernel interface page in the file, but not in what is loaded");
	b->kip.table += b->kip.at - in_file;
	return kip_check_loaded(&b->kip, kernel->image.at, why);
}

static bool check_word_sizes(const struct boot *b, struct problem *why)
{
	for (u32 i = MODULE_SIGMA0; i <= MODULE_ROOT && b->kip.word_bytes == 4; i++) {
		why->module = (int)i;
		if (b->modules[i].image.class == ELF_CLASS_64)
			return problem(why, PROBLEM_MACHINE,
				       "wrong ELF class: 64-bit program for a 32-bit kernel");
	}
	return true;
}

/* Boot information in 32-bit words can describe no program that is linked above 4 GiB. */
static bool check_addresses(const struct boot *b, struct problem *why)
{
	const u64 end = 4 * GIB;

	if (!b->options.bootinfo || b->modules[MODULE_ROOT].image.class == ELF_CLASS_64)
		return true;
	for (u32 i = MODULE_SIGMA0; i < b->told.num_modules; i++) {
		const struct image *image = &b->modules[i].image;

		why->module = (int)i;
		if (b->modules[i].is_program && image->class == ELF_CLASS_64 &&
		    (image->text.vstart >= end || image->data.vstart >= end ||
		     image->bss.vstart >= end || image->entry >= end))
			return problem(why, PROBLEM_MACHINE,
				       "linked above 4 GiB, which boot information for a 32-bit "
				       "root task cannot describe (bootinfo=no leaves it out)");
	}
	return true;
}

static bool plan_kernel_memory(struct boot *b, struct problem *why)
{
	u64 size = round_down(b->options.kmem, b->kip.page_size);
	const struct target *target = b->mem.target;
	u64 granule = b->kip.word_bytes == 8 ? target->granule_64 : target->granule_32;

	why->module = NO_MODULE;
	if (!memory_find_kernel(&b->memory, size, granule, &b->kernel_memory))
		return problem(why, PROBLEM_KERNEL_MEMORY,
			       "not enough memory for the kernel: no room for kmem=%lluK",
			       ull(b->options.kmem >> 10));
	memory_claim(&b->memory, b->kernel_memory, "the kernel's memory", NO_MODULE);
	return true;
}

/* Of further modules: with decode-all= a compressed file is taken for a program, not for data. */
static bool is_program(const struct boot *b, u32 i)
{
	struct range file = b->modules[i].file;

	return elf_is_elf(&b->mem, file) || compressed_how(&b->mem, file);
}

bool boot_plan(struct boot *b, struct problem *why)
{
	if (!check_files(b, why))
		return false;
	b->memory.num_claims = 0;
	for (const struct target_claim *c = b->mem.target->claims; !range_is_empty(c->at); c++)
		memory_claim(&b->memory, c->at, c->what, NO_MODULE);
	memory_claim(&b->memory, b->loader, "the loader", NO_MODULE);
	for (u32 i = 0; i < b->told.num_modules; i++)
		if (i < MODULES_NEEDED ||
		    (b->options.decode_all && is_program(b, i)))
			if (!plan_image(b, i, why))
				return false;
	return plan_kip(b, why) && check_word_sizes(b, why) && check_addresses(b, why) &&
	       plan_kernel_memory(b, why);
}

/*
 * Files may lie where images or the kernel's memory go, or above maxmem: move those to the
 * highest free place, away from what is fixed and from files that have not been moved yet.
 */
static bool move_files(struct boot *b, struct problem *why)
{
	bool is_in_the_way[MODULES_MAX];
	const struct range anywhere = { 0, ~(u64)0 };

	for (u32 i = 0; i < b->told.num_modules; i++)
		is_in_the_way[i] = memory_conflict(&b->memory, b->modules[i].file) ||
				   !memory_is_ram(&b->memory, b->modules[i].file);
	for (u32 i = 0; i < b->told.num_modules; i++)
		b->modules[i].file_claim = memory_claim(&b->memory, b->modules[i].file, "the file",
							(int)i);
	for (u32 i = 0; i < b->told.num_modules; i++) {
		struct module *m = &b->modules[i];
		struct range to;

		if (!is_in_the_way[i])
			continue;
		why->module = (int)i;
		if (!memory_find_highest(&b->memory, range_size(m->file), FILE_ALIGN, anywhere,
					 &to))
			return problem(why, PROBLEM_NO_MEMORY,
				       "no room to move the file %#llx-%#llx out of the way",
				       ull(m->file.start), ull(m->file.end));
		phys_move(&b->mem, to.start, m->file);
		m->file = m->file_claim->at = to;
	}
	return true;
}

bool boot_load(struct boot *b, struct problem *why)
{
	paddr_t kip;
	struct range kernel = b->modules[MODULE_KERNEL].image.at;

	if (!move_files(b, why))
		return false;
	for (u32 i = 0; i < b->told.num_modules; i++) {
		struct module *m = &b->modules[i];

		if (!m->is_program)
			continue;
		elf_load(&b->mem, m->file, &m->image);
		m->file_claim->at.end = m->file_claim->at.start;
	}
	kernel.start = round_up(kernel.start, sizeof(u32));
	why->module = MODULE_KERNEL;
	if (!kip_find(&b->mem, kernel, &kip) || kip != b->kip.at)
		return problem(why, PROBLEM_NO_KIP,
			       "the first kernel interface page in the file is loaded to %#llx, "
			       "the first one in memory is another", ull(b->kip.at));
	return true;
}

static bool place_info(struct boot *b, u64 size, const char *what, struct range *at,
		       struct problem *why)
{
	const struct range preferred = { INFO_START, INFO_END }, possible = { 0, INFO_END };

	size = round_up(size, b->kip.page_size);
	if (!memory_find_lowest(&b->memory, size, b->kip.page_size, preferred, at) &&
	    !memory_find_lowest(&b->memory, size, b->kip.page_size, possible, at))
		return problem(why, PROBLEM_NO_MEMORY,
			       "no room for %llu bytes of %s", ull(size), what);
	memory_claim(&b->memory, *at, what, NO_MODULE);
	return true;
}

static bool write_info(struct boot *b, struct problem *why)
{
	const char *cmdline = b->modules[MODULE_ROOT].cmdline;
	u32 word_bytes = b->modules[MODULE_ROOT].image.class == ELF_CLASS_64 ? 8 : 4;
	u32 count = b->told.num_modules;

	why->module = NO_MODULE;
	b->bootinfo = b->mbi = (struct range){ 0, 0 };
	if (b->options.bootinfo) {
		u64 size = bootinfo_size(word_bytes, b->modules, count, b->options.mbi);

		if (!place_info(b, size, "boot information", &b->bootinfo, why))
			return false;
	}
	if (b->options.mbi) {
		u64 size = mbi_size(&b->told, &b->memory, b->modules, cmdline);

		if (!place_info(b, size, "boot information", &b->mbi, why))
			return false;
		mbi_write(&b->mem, b->mbi.start, &b->told, &b->memory, b->modules, cmdline);
	}
	if (b->options.bootinfo)
		bootinfo_write(&b->mem, b->bootinfo.start, word_bytes, b->modules, count,
			       b->mbi.start);
	return true;
}

/* The copy of ACPI's root pointer lies behind the fields, aligned as firmware has it. */
#define RSDP_AT		((L4_LOADER_BYTES + 15) & ~(u64)15)

static void write_framebuffer(const struct phys *mem, paddr_t record, const struct framebuffer *f)
{
	const struct fb_mode *m = &f->mode;
	const u8 colours[] = {
		m->red.position, m->red.size, m->green.position, m->green.size, m->blue.position,
		m->blue.size,
	};

	phys_put64(mem, record + L4_LOADER_AT_FRAMEBUFFER, f->at);
	phys_put32(mem, record + L4_LOADER_AT_PITCH, m->pitch);
	phys_put32(mem, record + L4_LOADER_AT_WIDTH, m->width);
	phys_put32(mem, record + L4_LOADER_AT_HEIGHT, m->height);
	phys_put32(mem, record + L4_LOADER_AT_DEPTH, m->depth);
	phys_write(mem, record + L4_LOADER_AT_COLOURS, colours, sizeof(colours));
}

/* No record with nothing in it: kernels of others may take the word for something else. */
static bool write_record(struct boot *b, struct problem *why)
{
	const struct loader_info *told = &b->told;
	paddr_t at;

	why->module = NO_MODULE;
	b->record = (struct range){ 0, 0 };
	if (!b->options.maxcpus && !told->rsdp && !told->rsdp_bytes && !told->framebuffer.at)
		return true;
	if (!place_info(b, RSDP_AT + RSDP_BYTES_MAX, "the loader's record", &b->record, why))
		return false;
	at = b->record.start;
	phys_zero(&b->mem, b->record);
	phys_put32(&b->mem, at + L4_LOADER_AT_MAGIC, L4_LOADER_MAGIC);
	phys_put32(&b->mem, at + L4_LOADER_AT_SIZE, L4_LOADER_BYTES);
	phys_put32(&b->mem, at + L4_LOADER_AT_MAXCPUS, b->options.maxcpus);
	phys_put64(&b->mem, at + L4_LOADER_AT_RSDP, told->rsdp_bytes ? at + RSDP_AT : told->rsdp);
	phys_write(&b->mem, at + RSDP_AT, told->rsdp_copy, told->rsdp_bytes);
	write_framebuffer(&b->mem, at, &told->framebuffer);
	return true;
}

static void describe_map_entry(struct boot *b, const struct memory_entry *e)
{
	struct range r = e->at, cut;

	if (e->type != MEMORY_RAM) {
		/* Types that no descriptor can hold are 2, "reserved", in the machine's terms. */
		kip_add_memory(&b->kip, r, L4_MEMORY_ARCH,
			       e->type > L4_MEMDESC_SUBTYPE_MASK ? 2 : e->type);
		return;
	}
	r = (struct range){ round_up(r.start, GRANULE), round_down(r.end, GRANULE) };
	cut = r;
	if (cut.start < b->maxmem)
		cut.start = b->maxmem;
	kip_add_memory(&b->kip, cut, L4_MEMORY_RESERVED, 0);
	kip_add_memory(&b->kip, range_below(r, b->maxmem), L4_MEMORY_CONVENTIONAL, MEMORY_RAM);
}

static bool describe_memory(struct boot *b, struct problem *why)
{
	struct kip *kip = &b->kip;

	why->module = MODULE_KERNEL;
	kip->used = 0;
	kip_add_memory(kip, kip_address_space(kip), L4_MEMORY_SHARED, 0);
	for (u32 i = 0; i < b->memory.entries; i++)
		describe_map_entry(b, &b->memory.map[i]);
	for (const struct range *r = b->mem.target->shared; !range_is_empty(*r); r++)
		kip_add_memory(kip, *r, L4_MEMORY_SHARED, 0);
	kip_add_memory(kip, b->kernel_memory, L4_MEMORY_RESERVED, 0);
	for (u32 i = MODULE_SIGMA0; i < b->told.num_modules; i++)
		kip_add_memory(kip, module_range(&b->modules[i]), L4_MEMORY_BOOTLOADER,
			       i < MODULES_NEEDED ? L4_MEMORY_BOOT_SERVER : L4_MEMORY_BOOT_MODULE);
	kip_add_memory(kip, b->bootinfo, L4_MEMORY_BOOTLOADER, L4_MEMORY_BOOT_INFO);
	kip_add_memory(kip, b->mbi, L4_MEMORY_BOOTLOADER, L4_MEMORY_BOOT_INFO);
	kip_add_memory(kip, b->record, L4_MEMORY_BOOTLOADER, L4_MEMORY_BOOT_RECORD);
	return kip_finish_memory(kip, why);
}

bool boot_describe(struct boot *b, struct problem *why)
{
	u32 debugger = (b->options.enter ? L4_KDEBUG_CONFIG0_ENTER : 0) |
		       (b->options.attended ? L4_KDEBUG_CONFIG0_ATTENDED : 0);

	if (!write_info(b, why) || !write_record(b, why) || !describe_memory(b, why))
		return false;
	kip_put_server(&b->kip, L4_KIP_WORD_SIGMA0_SP, &b->modules[MODULE_SIGMA0].image);
	kip_put_server(&b->kip, L4_KIP_WORD_ROOT_SP, &b->modules[MODULE_ROOT].image);
	if (debugger)
		kip_put(&b->kip, L4_KIP_WORD_KDEBUG_CONFIG0, debugger);
	if (!range_is_empty(b->record))
		kip_put(&b->kip, L4_KIP_WORD_KDEBUG_CONFIG1, b->record.start);
	kip_put(&b->kip, L4_KIP_WORD_BOOT_INFO,
		range_is_empty(b->bootinfo) ? b->mbi.start : b->bootinfo.start);
	return true;
}

bool boot_may_draw(const struct boot *b)
{
	const struct framebuffer *f = &b->told.framebuffer;
	struct range at = { f->at, f->at + (u64)f->mode.pitch * f->mode.height };

	return b->memory.entries && !range_is_empty(at) &&
	       phys_reaches(&b->mem, at.start, range_size(at)) &&
	       !range_overlaps(at, b->loader) && !memory_has_ram(&b->memory, at);
}
