# SPDX-License-Identifier: BSD-2-Clause
# A tiny source tree for tests of the build system: sourced, with $top, the real tree, and $tree, an
# empty folder. make_tree goes there.
#
# shellcheck shell=sh disable=SC2154

make_tree()
{
	cd "$top" || exit 1
	cp -r Makefile VERSION Kconfig scripts configs "$tree"
	install -D api/v4/syscalls.tbl "$tree/api/v4/syscalls.tbl"
	for file in */Kconfig */*/Kconfig; do
		[ ! -f "$file" ] || install -D "$file" "$tree/$file"
	done
	cd "$tree" || exit 1
	mkdir -p generic/include/generic generic/sub kickstart/machine/pc user/lib/l4/include \
		user/apps/one user/apps/two glue/v4-amd64

	cat >generic/build.mk <<-'EOF'
	obj-y += a.o b.o
	obj-$(CONFIG_DEBUG_ASSERT) += assert.o
	subdir-y += sub/
	cflags-b.o += -DB_VALUE=1
	EOF
	echo '#define VERBOSE IS_SET(CONFIG_VERBOSE_INIT)' >generic/include/generic/v.h
	echo 'int a(void); int a(void) { return CONFIG_KMEM_MB; }' >generic/a.c
	echo '#include <generic/v.h>' >generic/b.c
	echo 'int b(void); int b(void) { return B_VALUE; }' >>generic/b.c
	echo 'int assertion(void); int assertion(void) { return 0; }' >generic/assert.c
	echo 'obj-y += s.o' >generic/sub/build.mk
	echo 'const char *where(void); const char *where(void) { return __FILE__; }' \
		>generic/sub/s.c

	echo 'obj-y += entry.o version.o' >glue/v4-amd64/build.mk
	cat >glue/v4-amd64/offsets.c <<-'EOF'
	void offsets(void);
	void offsets(void) { __asm__ volatile("\n->SEVEN %0\n->EIGHT %c1" : : "i"(7), "i"(8)); }
	EOF
	cat >glue/v4-amd64/entry.S <<-'EOF'
	#include <generated/offsets.h>
		.globl	_start
	_start:	mov	$SEVEN + EIGHT, %eax
		.section .note.GNU-stack, ""
	EOF
	cat >glue/v4-amd64/version.c <<-'EOF'
	#include <generated/version.h>
	int version(void);
	int version(void) { return FILBERT_VERSION_MAJOR + FILBERT_GEN_YEAR; }
	EOF

	echo 'obj-y += k.o' >kickstart/build.mk
	echo 'void _start(void); void _start(void) { for (;;) ; }' >kickstart/k.c
	echo 'obj-y += crt0.o l.o' >user/lib/l4/build.mk
	printf '\t.globl _start\n_start:\tjmp main\n\t.section .note.GNU-stack, ""\n' \
		>user/lib/l4/crt0.S
	echo 'int l(void);' >user/lib/l4/include/l.h
	printf '#include <l.h>\nint l(void) { return 3; }\n' >user/lib/l4/l.c
	for program in one two; do
		printf 'obj-y += m.o\nlibs-y := l4\n' >user/apps/$program/build.mk
		printf '#include <l.h>\nint main(void);\nint main(void) { return l(); }\n' \
			>user/apps/$program/m.c
	done
	echo 'link-base := 0x2000000' >>user/apps/two/build.mk

	for script in glue/v4-amd64/kernel kickstart/machine/pc/kickstart user/program; do
		cat >$script.lds.S <<-'EOF'
		#ifndef LINK_BASE
		#define LINK_BASE 0x200000
		#endif
		ENTRY(_start)
		SECTIONS
		{
			. = LINK_BASE;
			.text : { *(.text*) *(.rodata*) }
			.data : ALIGN(4096) { *(.data*) *(.bss*) }
			.ksyms : { *(.ksyms) }
			/DISCARD/ : { *(.comment) *(.note*) *(.eh_frame) }
		}
		EOF
	done
}
