# SPDX-License-Identifier: BSD-2-Clause
"""One violation for each rule: what is planted where, and what the check has to say about it."""

import os

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")

HEAD = "/* SPDX-License-Identifier: BSD-2-Clause */\n/*\n * A plant.\n */\n"
SHELL_HEAD = "#!/bin/sh\n# SPDX-License-Identifier: BSD-2-Clause\n# A plant.\n"
KCONFIG_HEAD = "# SPDX-License-Identifier: BSD-2-Clause\n# A plant.\n"
HELP = "\thelp\n\t  What it adds and what it costs.\n\t  Say N when in doubt.\n"


def taken(name, start, end):
    """A definition that stands in a file of the tree."""
    with open(os.path.join(TOP, name), encoding="utf-8") as file:
        text = file.read()
    at = text.index(start)
    return HEAD + text[at:text.index(end, at) + len(end)]


def includes(header):
    return HEAD + f"#include {header}\n"


def guarded(guard, body):
    return HEAD + f"#ifndef {guard}\n#define {guard}\n\n{body}\n#endif\n"


def added(text):
    """Appended to what stands there."""
    return lambda old: (old or "") + text


def changed(old_text, new_text):
    """With this in the place of that."""
    return lambda old: old.replace(old_text, new_text)


def option(text, name="PLANT"):
    """An option more in generic/Kconfig; it is used by the condition behind it."""
    return added(f"\nconfig {name}\n{text}\ncomment \"A plant\"\n\tdepends on {name}\n")


# check, title, file, text, expected (None: nothing is to be found)
CODE_PLANTS = (
    ("includes", "generic sees no api", "generic/plant.c", includes("<api/thread.h>"),
     r"^generic/plant.c:5: generic must not include <api/thread.h>"),
    ("includes", "generic sees no public ABI", "generic/plant.c", includes("<l4/abi/kip.h>"),
     "generic must not include"),
    ("includes", "base sees nothing above", "arch/base/include/base/plant.h",
     includes("<arch/page.h>"), "base must not include"),
    ("includes", "what programs share with the kernel sees nothing of it",
     "arch/base/lib/plant.c", includes("<base/types.h>"), "lib must not include"),
    ("includes", "and is there for programs", "user/apps/hello/plant.c", includes("<lib/acpi.h>"),
     None),
    ("includes", "arch does not know the system calls", "arch/amd64/plant.c",
     includes("<generated/syscalls.h>"), "arch must not see <generated/syscalls.h>"),
    ("includes", "arch sees no generic", "arch/amd64/plant.c", includes("<generic/kmem.h>"),
     "arch must not include"),
    ("includes", "an assembler file is looked at too", "arch/amd64/plant.S",
     includes("<glue/glue.h>"), "arch must not include"),
    ("includes", "api sees no glue", "api/v4/plant.c", includes("<glue/glue.h>"),
     "api must not include"),
    ("includes", "the kernel sees the hooks of kdb only", "api/v4/plant.c",
     includes("<kdb/core.h>"), "<kdb/hooks.h> only"),
    ("includes", "and may see those", "generic/plant.c", includes("<kdb/hooks.h>"), None),
    ("includes", "an interface header is in every port", "generic/plant.c",
     includes("<arch/plant.h>"), "no interface header"),
    ("includes", "no way out of a layer by quotes", "generic/plant.c",
     includes('"../api/v4/plant.h"'), "leads out of generic"),
    ("includes", "no header of the build machine", "generic/plant.c", includes("<stdio.h>"),
     "not a header of this tree"),
    ("includes", "kickstart sees no generic", "kickstart/plant.c", includes("<generic/kmem.h>"),
     "kickstart must not include"),
    ("includes", "the core of kickstart sees no machine", "kickstart/core/plant.c",
     includes('"../machine/pc/console.h"'), "leads out of kickstart/core"),
    ("includes", "and no processor", "kickstart/core/plant.c", includes("<arch/io.h>"),
     "kickstart/core must not include"),
    ("includes", "programs see no kernel header", "user/apps/hello/plant.c",
     includes("<base/types.h>"), "user must not include"),
    ("includes", "programs see the libraries", "user/apps/hello/plant.c",
     includes("<stdio.h>"), None),
    ("includes", "the ABI headers see nothing else", "api/v4/include/l4/abi/plant.h",
     includes("<base/types.h>"), "abi must not include"),

    ("headers", "a header includes what it uses", "generic/include/generic/plant.h",
     guarded("L4_GENERIC_PLANT_H", "word_t plant(void);\n"), "does not compile alone as C:"),
    ("headers", "a header stands being included twice", "api/v4/include/api/plant.h",
     HEAD + "struct plant { int a; };\n", "does not compile alone as C:"),
    ("headers", "a private header too", "kickstart/plant.h",
     guarded("KICKSTART_PLANT_H", "u32 plant(void);\n"), "does not compile alone as C:"),
    ("headers", "a header for programs is C++ as well", "user/lib/l4/include/l4/plant.h",
     guarded("L4_LIB_PLANT_H", "int *plant(int class);\n"), r"does not compile alone as C\+\+"),
    ("headers", "the ABI headers are C++ as well", "api/v4/include/l4/abi/plant.h",
     guarded("L4_ABI_PLANT_H", "int *plant(int class);\n"), r"does not compile alone as C\+\+"),
    ("headers", "a good header passes", "generic/include/generic/plant.h",
     guarded("L4_GENERIC_PLANT_H", "#include <base/types.h>\n\nword_t plant(void);\n"), None),

    ("sparse", "address spaces", "generic/string.c",
     added("int plant(int __user *p);\nint plant(int __user *p)\n{\n\treturn *p;\n}\n"),
     "dereference of noderef"),
    ("sparse", "address spaces of assignments", "generic/string.c",
     added("int *plant(int __iomem *p);\nint *plant(int __iomem *p)\n{\n\treturn p;\n}\n"),
     "different address spaces"),
    ("sparse", "a UTCB is user memory", "api/v4/time.c",
     added("#include <generic/tcb.h>\nword_t plant(struct tcb *t);\n"
           "word_t plant(struct tcb *t)\n{\n\treturn *t->utcb;\n}\n"), "dereference of noderef"),
    ("sparse", "bitwise types", "generic/string.c",
     added("typedef u32 __bitwise plant_t;\nu32 plant(plant_t p);\n"
           "u32 plant(plant_t p)\n{\n\treturn p;\n}\n"), "incorrect type"),
    ("sparse", "lock contexts", "generic/string.c",
     added("void plant(int *l);\nvoid plant(int *l)\n{\n\tif (*l)\n\t\t__acquire(l);\n}\n"),
     "context imbalance"),
    ("sparse", "lock contexts that are declared", "generic/string.c",
     added("void plant(int *l) __acquires(l);\nvoid plant(int *l) __acquires(l)\n"
           "{\n\t__acquire(l);\n}\n"), None),

    ("sparse", "a lock that is kept", "generic/kmem.c",
     added("void plant(void);\nvoid plant(void)\n{\n\tlock_acquire(&kmem_lock);\n}\n"),
     "context imbalance"),

    ("guards", "a field without a guard", "generic/include/generic/cpu.h",
     changed("\tstruct tcb *idle;\n", "\tstruct tcb *idle;\n\tword_t *plant, n[2];\n"),
     "cpu.plant has no guard"),
    ("guards", "a field of an anonymous member too", "generic/include/generic/tcb.h",
     changed("\t\t\t\t  prio_t prio,\n", "\t\t\t\t  u8 plant,\n"), "tcb.plant has no guard"),
    ("guards", "a guard of no field", "docs/smp.md",
     added("\n## struct tcb\n\n| `plant` | owner |\n"), "struct tcb has no plant"),
    ("guards", "a guard that is none", "docs/smp.md",
     changed("| `idle`, `number`, `first_gate` | once |", "| `idle` | plant |"),
     "plant is no guard"),
    ("guards", "two guards", "docs/smp.md",
     changed("| `idle`, `number`, `first_gate` | once |", "| `idle`, `top` | once |"),
     "cpu.top has two guards"),

    ("places", "a function of the port in another file", "glue/v4-sparc64/irq.c",
     added("\nword_t port_user_ip(struct tcb *t)\n{\n\treturn t->id;\n}\n"),
     r"v4-sparc64/irq.c: port_user_ip\(\) belongs into frame.c"),
    ("places", "a function of the processor in another file", "arch/host/clock.c",
     added("\nvoid arch_io_init(void *block)\n{\n\t(void)block;\n}\n"),
     r"host/clock.c: arch_io_init\(\) belongs into include/arch/iobitmap.h or iobitmap.c"),
    ("places", "a section without a file", "api/v4/include/api/port.h",
     changed("/* --- interrupts: irq.c --- */", "/* --- plants --- */"), "'plants' names no file"),

    ("repeats", "a function of another port", "arch/sparc64/plant.c",
     taken("arch/amd64/paging.c", "void arch_root_release(", "\n}\n"),
     "function arch_root_release is arch_root_release of arch/amd64/paging.c"),
    ("repeats", "a function of another port by another name", "glue/v4-sparc64/plant.c",
     taken("arch/amd64/paging.c", "void arch_root_release(", "\n}\n").replace(
         "arch_root_release", "plant"),
     "function plant is arch_root_release of arch/amd64/paging.c"),
    ("repeats", "a type of another port", "arch/sparc64/include/arch/plant.h",
     taken("arch/amd64/include/arch/cpu.h", "struct cpu_features {", "};\n"),
     "type cpu_features is cpu_features of arch/amd64/include/arch/cpu.h"),
    ("repeats", "a macro of another port", "glue/v4-sparc64/include/glue/plant.h",
     HEAD + "#define PLANT(reg)\t(CONFIG_CONSOLE_UART_PORT + (reg))\n", "macro PLANT"),
    ("repeats", "a function of the kernel in the loader", "kickstart/core/plant.c",
     taken("kdb/print.c", "static size_t word_length(", "\n}\n").replace("length", "n"),
     "function word_n is word_length of kdb/print.c"),
    ("repeats", "a shared one in a library, with other names", "user/lib/rt/plant.c",
     taken("arch/base/lib/string.c", "size_t strlen(", "\n}\n").replace(
         "end", "last").replace("strlen", "plant"),
     "function plant is strlen of arch/base/lib/string.c"),
    ("repeats", "a shared one in the kernel", "generic/plant.c",
     taken("arch/base/lib/format.c", "static const char *parse_number(", "\n}\n"),
     "function parse_number is parse_number of arch/base/lib/format.c"),
    ("repeats", "a macro of the loader in a library", "user/lib/l4/plant.h",
     HEAD + "#define PLANT\t((u64)1 << L4_MEMDESC_GRANULE_LOG2)\n",
     "macro PLANT is GRANULE of kickstart/"),
    ("repeats", "another function is not the same", "user/lib/rt/plant.c",
     taken("arch/base/lib/string.c", "size_t strlen(", "\n}\n").replace("end++", "end--"), None),
    ("repeats", "the same port may", "glue/v4-amd64/plant.c",
     taken("arch/amd64/paging.c", "void arch_root_release(", "\n}\n"), None),
    ("shell", "a finding of shellcheck", "scripts/plant.sh", SHELL_HEAD + "rm $1\n", "SC2086"),
    ("shell", "scripts without ending too", "tests/plant/run", SHELL_HEAD + "cd $1\n", "SC2164"),
    ("shell", "CDPATH where a script changes its folder", "scripts/plant.sh",
     SHELL_HEAD + "set -e\ncd sub\n", "CDPATH"),

    ("kconfig", "a prompt without help", "generic/Kconfig",
     option('\tbool "A plant"\n\tdefault y\n'), "PLANT: a prompt without help"),
    ("kconfig", "a prompt without default", "generic/Kconfig",
     option('\tbool "A plant"\n' + HELP), "PLANT: a prompt without default"),
    ("kconfig", "a long prompt", "generic/Kconfig",
     option(f'\tbool "{"plant " * 10}"\n\tdefault y\n' + HELP), "prompt is longer"),
    ("kconfig", "a prompt that says Enable", "generic/Kconfig",
     option('\tbool "Enable plants"\n\tdefault y\n' + HELP), "noun phrase"),
    ("kconfig", "a number without range", "generic/Kconfig",
     option('\tint "Plants"\n\tdefault 1\n' + HELP), "PLANT: a number without range"),
    ("kconfig", "a help text of one line", "generic/Kconfig",
     option('\tbool "Plants"\n\tdefault y\n\thelp\n\t  Plants.\n'), "help of 1 lines"),
    ("kconfig", "a tristate", "generic/Kconfig",
     option('\ttristate "Plants"\n\tdefault y\n' + HELP), "tristate"),
    ("kconfig", "a negative name", "generic/Kconfig",
     option('\tbool "Plants"\n\tdefault y\n' + HELP, "NO_PLANT"), "must not be negative"),
    ("kconfig", "a condition on what is not defined", "generic/Kconfig",
     option('\tbool "Plants"\n\tdefault y\n\tdepends on GARDEN\n' + HELP), "GARDEN, which is not"),
    ("kconfig", "a port's name in a menu of all ports", "generic/Kconfig",
     option(f"\tbool \"A plant\"\n\tdefault y\n\tdepends on ARCH_AMD64\n{HELP}"),
     "PLANT asks for ARCH_AMD64"),
    ("kconfig", "a selected symbol with a prompt", "generic/Kconfig",
     option('\tbool "Plants"\n\tdefault y\n\tselect DEBUG_ASSERT\n' + HELP), "has a prompt"),
    ("kconfig", "an option that nobody uses", "generic/Kconfig",
     added('\nconfig PLANT\n\tbool "Plants"\n\tdefault y\n' + HELP), "nobody uses PLANT"),
    ("kconfig", "an option defined twice", "generic/Kconfig",
     option('\tbool "Plants"\n\tdefault y\n' + HELP, "DEBUG_ASSERT"), "defined twice"),
    ("kconfig", "code that uses what is not defined", "generic/plant.c",
     HEAD + "int plant = IS_ENABLED(CONFIG_GARDEN);\n", "CONFIG_GARDEN is not defined"),
    ("kconfig", "a Kconfig that nobody sources", "user/lib/Kconfig", KCONFIG_HEAD,
     "no Kconfig sources this file"),
    ("kconfig", "a fragment that names nothing", "configs/fragments/plant.config",
     KCONFIG_HEAD + "CONFIG_GARDEN=y\n", "GARDEN is not defined"),
    ("kconfig", "a good option passes", "generic/Kconfig",
     option('\tint "Plants"\n\tdefault 1\n\trange 0 9\n' + HELP), None),
)

FUNCTION = "int plant(void);\nint plant(void)\n{\n%s\treturn 0;\n}\n"

PAPER_PLANTS = (
    ("papers", "a function that is gone", "docs/plant.md", "See `plant_nowhere()`.\n",
     r"plant.md:1: no source has a function plant_nowhere\(\)"),
    ("papers", "a function in C and a label in assembler", "docs/plant.md",
     "See `mapdb_map()` and `_start()`.\n", None),
    ("papers", "a file that is gone", "docs/plant.md", "See `generic/plant.c`.\n",
     "plant.md:1: there is no generic/plant.c"),
    ("papers", "files, folders, and names that stand for any", "docs/plant.md",
     "See `generic/mapdb.c`, `user/apps`, `arch/CPU/plant.h`.\n", None),
    ("papers", "a word of nobody", "docs/words.md",
     lambda old: old + "| plantation | a plant | |\n",
     'does not use the word "plantation"'),
)

COMMENT_PLANTS = (
    ("comments", "a sentence about who does something", "generic/plant.c",
     HEAD + "/* Who plants a tree waters it. */\nint plant;\n", "plant.c:5: the subject"),
    ("comments", "the same in the middle of a comment", "generic/plant.c",
     HEAD + "/*\n * Plants grow. Whoever\n * waters them is glad.\n */\n",
     "plant.c:6: the subject"),
    ("comments", "a question, and a clause that is no subject", "generic/plant.c",
     HEAD + "/* Who plants? The one who may. */\nint plant;\n", None),
    ("comments", "a contract that stands twice", "generic/plant.c",
     HEAD + "\n/*\n * An object with undefined contents (type-stable: as its last user left "
     "it); NULL if there\n * is none.\n */\nvoid *kmem_alloc(struct kmem_cache *plant)\n{\n}\n",
     r"plant.c:6: kmem_alloc\(\) has this comment"),
)

STYLE_PLANTS = (
    ("style", "no licence", "generic/plant.c", "/* A plant. */\nint plant;\n",
     "plant.c:1: no SPDX"),
    ("style", "no licence in a model", "tests/models/plant.pml", "/* A plant. */\n",
     "plant.pml:1: no SPDX"),
    ("style", "a script that is not there", "docs/plant.md", "Call scripts" + "/nothing now.\n",
     "plant.md:1: there is no scripts" + "/nothing"),
    ("style", "no licence in a script", "scripts/plant.mk", "# A plant.\n", "plant.mk:1: no SPDX"),
    ("style", "no comment on top", "generic/plant.c",
     "/* SPDX-License-Identifier: BSD-2-Clause */\n#include <base/types.h>\n", "plant.c:2: no com"),
    ("style", "a long line", "generic/plant.c", HEAD + f"/* {'plant ' * 20} */\n",
     "plant.c:5: 126"),
    ("style", "a long line by tabs", "generic/plant.c", HEAD + "\t" * 12 + "plant;\n",
     "102 columns"),
    ("style", "blanks instead of a tab", "generic/plant.c",
     HEAD + FUNCTION % "        plant();\n", "plant.c:8: indented with blanks"),
    ("style", "a blank at the end", "docs/plant.md", "A plant. \n", "plant.md:1: blank"),
    ("style", "no newline at the end", "docs/plant.md", "A plant.", "no newline"),
    ("style", "a long function", "generic/plant.c", HEAD + FUNCTION % ("\tplant();\n" * 60),
     "function of 61 lines"),
    ("style", "a function that is not too long", "generic/plant.c",
     HEAD + FUNCTION % ("\tplant();\n" * 59), None),
    ("style", "a long file", "generic/plant.c", HEAD + "int plant;\n" * 600,
     "604 lines in the file"),
    ("style", "a place of somebody's own", "docs/plant.md", "See /" + "home/me/plant.\n",
     "absolute path"),
    ("style", "a note about work to be done", "generic/plant.c", HEAD + "/* TO" + "DO: water */\n",
     "note about work"),
    ("style", "configuration inside a function", "generic/plant.c",
     HEAD + FUNCTION % "#ifdef CONFIG_KDB\n\tplant();\n#endif\n", "configuration by preprocessor"),
    ("style", "a comment of C++", "generic/plant.c", HEAD + "// plant\n", "comments are written"),
    ("style", "a typedef of a struct", "generic/plant.c",
     HEAD + "typedef struct plant plant_t;\n", "no typedef of structs"),
    ("style", "another spelling of inline assembler", "arch/amd64/plant.c",
     HEAD + FUNCTION % '\tasm volatile("nop");\n', "written __asm__"),
    ("style", "a header without guard", "kickstart/plant.h", HEAD + "int plant(void);\n",
     "no guard"),
    ("style", "a guard of another name", "generic/include/generic/plant.h",
     guarded("PLANT_H", "int plant(void);\n"), "it should be L4_GENERIC_PLANT_H"),
    ("style", "a script that cannot be run", "scripts/plant.sh", SHELL_HEAD, "is executable"),
)

# check, title, layer, source of one more object, expected
OBJECT_PLANTS = (
    ("symbols", "arch needs generic", "arch/CPU",
     "void sched_init(void);\nvoid plant(void);\nvoid plant(void) { sched_init(); }\n",
     "arch needs sched_init of generic/"),
    ("symbols", "generic needs api", "generic",
     "void thread_count(void);\nvoid plant(void);\nvoid plant(void) { thread_count(); }\n",
     "generic needs thread_count of api/"),
    ("symbols", "generic needs the port", "generic",
     "void port_irq_count(void);\nvoid plant(void);\nvoid plant(void) { port_irq_count(); }\n",
     "generic needs port_irq_count of glue/"),
    ("symbols", "api needs glue", "api/v4",
     "void syscall_handler(void);\nvoid plant(void);\nvoid plant(void) { syscall_handler(); }\n",
     "api needs syscall_handler of glue/"),
    ("symbols", "api may need the port, and all may panic", "api/v4",
     "void port_irq_count(void);\nvoid panic(const char *, ...);\nvoid plant(void);\n"
     "void plant(void) { port_irq_count(); panic(\"\"); }\n", None),
    ("symbols", "glue may need all below", "glue/v4-CPU",
     "void thread_count(void);\nvoid plant(void);\nvoid plant(void) { thread_count(); }\n", None),
    ("symbols", "a name of a contract in another layer", "generic",
     "void arch_plant(void);\nvoid arch_plant(void) { }\n", "defines arch_plant"),
    ("cycles", "two files that need each other", "api/v4",
     "void space_create(void);\nvoid *thread_absent(void);\n"
     "void *thread_absent(void) { space_create(); return 0; }\n", "needs space_create of space.o"),
    ("cycles", "two files of generic that need each other", "generic",
     "void ptab_destroy(void);\nvoid *kmem_alloc_table(void);\n"
     "void *kmem_alloc_table(void) { ptab_destroy(); return 0; }\n",
     "needs ptab_destroy of ptab.o"),
    ("cycles", "a file of generic that needs one that does not need it", "generic",
     "void ptab_destroy(void);\nvoid plant(void);\nvoid plant(void) { ptab_destroy(); }\n", None),
    ("cycles", "a file and one of a folder below that need each other", "api/v4/compat",
     "void space_create(void);\nvoid *thread_absent(void);\n"
     "void *thread_absent(void) { space_create(); return 0; }\n", "needs space_create of space.o"),
    ("cycles", "a file that needs one that does not need it", "api/v4",
     "void space_create(void);\nvoid plant(void);\nvoid plant(void) { space_create(); }\n", None),
)


def deliver_begins(text):
    """A statement more at the place where the short path delivers."""
    return lambda old: old.replace("\tsave_stack_pointer(f->me);\n",
                                   text + "\tsave_stack_pointer(f->me);\n")


# title, change of the source, expected
STACK_PLANTS = (
    ("the short path as it is", lambda old: old, None),
    ("a push", deliver_begins('\t__asm__ volatile("pushq %rsi; popq %rsi");\n'), "push"),
    ("a local variable in memory",
     deliver_begins("\tvolatile word_t plant __attribute__((unused)) = f->id;\n"),
     r"stack is used: mov\s.*rsp"),
    ("a call", deliver_begins('\t__asm__ volatile("call syscall_other");\n'), "call"),
    ("an address of the stack", deliver_begins('\t__asm__ volatile("leaq 8(%rsp), %rsi");\n'),
     "lea"),
    ("what lies on the stack", deliver_begins('\t__asm__ volatile("movq (%rsp), %rsp");\n'),
     r"mov\s+\(%rsp\),%rsp"),
    ("an indexed stack", deliver_begins('\t__asm__ volatile("incl 4(%rsp,%rsi)");\n'), "incl"),
)

# title, change of api/v4/syscalls.tbl, expected
TABLE_PLANTS = (
    ("the table as it is", lambda old: old, None),
    ("a number twice", lambda old: old.replace("\t4\t", "\t3\t"), "number 3 is double"),
    ("a number left out", lambda old: old.replace("\t9\t", "\t10\t"), "no call has the number 9"),
    ("a processor that is not there", lambda old: old.replace("\tamd64\t", "\tplant\t"),
     "no column amd64"),
)

# title, configs/plant_defconfig, expected
CONFIG_PLANTS = (
    ("a line that is the default anyway", "CONFIG_KMEM_MB=16\n", "CONFIG_KMEM_MB=16"),
    ("an option that is not there", "CONFIG_GARDEN=y\n", "no effect"),
    ("a value out of range", "CONFIG_KMEM_MB=100000\n", "no effect"),
)
