# SPDX-License-Identifier: BSD-2-Clause
# What is booted: sourced by qemu.sh and mkiso.sh in the output folder, with these set:
#   root, boot_args        a root task and words for kickstart, or empty
#   sigma0                 the program that is sigma0; empty: sigma0
#   programs, have_programs  have_programs non-empty: programs replaces the configured ones
#   args, have_args        have_args non-empty: args replaces the configured words
#   maxcpus                how many processors the kernel is to use; empty: all
#   kmem                   replaces the configured size of kernel memory unless empty
#   bare                   non-empty: the kernel alone, where its firmware can load it
#   files                  non-empty: print the names of the files, and do no more
#   medium                 non-empty: that is booted, and what it holds need not be here
#   how_to_end             what exit= tells the root task; empty: the configured debug-exit port
# The order of modules is fixed: kernel, sigma0, root task, further programs.
#
# shellcheck shell=sh disable=SC2154

# Value of a configuration symbol, empty if it is not set.
config()
{
	sed -n -e "s/^CONFIG_$1=//p" include/config/auto.conf |
		sed -e 's/^"\(.*\)"$/\1/' -e 's/\\\(.\)/\1/g'
}

if [ ! -f include/config/auto.conf ]; then
	echo "$PWD: no build is here" >&2
	exit 1
fi

# A root task other than the configured one gets none of the configured arguments.
if [ -z "$have_args" ] && [ -z "$root" ]; then
	args=$(config ROOT_ARGS)
fi
root=${root:-$(config ROOT_TASK)}
sigma0=${sigma0:-sigma0}
[ -n "$have_programs" ] || programs=$(config BOOT_MODULES)
# A root task that has partners of another word size finds them in the boot modules.
case " $args " in
*' partner=32 '*) programs="$programs ${root%.32}.32" ;;
*' partner=64 '*) programs="$programs ${root%.32}" ;;
esac

# A real machine has no such port: there a run ends by switching it off.
exit_port=$(config DEBUG_EXIT_PORT)
[ "$((${exit_port:-0}))" -ne 0 ] || exit_port=''
how_to_end=${how_to_end:-$exit_port}
root_args="${args:+$args${how_to_end:+ }}${how_to_end:+exit=$how_to_end}"
# Of two words with one name kickstart takes the first: first what is asked for now, then what is
# configured.
kickstart_args=$boot_args
for words in "${kmem:+kmem=${kmem}M}" "${maxcpus:+maxcpus=$maxcpus}" \
	"$(config KICKSTART_OPTIONS)" "kmem=$(config KMEM_MB)M"; do
	kickstart_args="$kickstart_args${kickstart_args:+${words:+ }}$words"
done
case $args$boot_args in
*'
'*)
	echo "words for a program are one line" >&2
	exit 1
	;;
esac

# SPARC: the firmware loads one file, and could load the kernel alone.
loader=kickstart
[ -z "${bare:-}" ] || loader=''
firmware=multiboot
# shellcheck disable=SC2034
[ -z "$(config ARCH_SPARC64)" ] || firmware=openfirmware

# One line for each module: file name, then the arguments. A word is a name, no pattern of names.
modules()
(
	set -f
	echo filbert-kernel
	[ -n "$loader" ] || exit 0
	sigma0_args=$(config SIGMA0_ARGS)
	echo "user/$sigma0${sigma0_args:+ $sigma0_args}"
	printf '%s\n' "user/$root${root_args:+ $root_args}"
	for program in $programs; do
		echo "user/$program"
	done
)

# QEMU separates modules by commas; a comma in an argument is written twice.
initrd()
{
	modules | sed -e 's/,/,,/g' | paste -sd,
}

if [ -n "${files:-}" ]; then
	[ -z "$loader" ] || echo "$loader"
	modules | cut -d' ' -f1
	exit 0
fi

# The first file that is not there.
missing()
{
	{ [ -z "$loader" ] || echo "$loader"; modules | cut -d' ' -f1; } |
		while IFS= read -r file; do
			[ -f "$file" ] || { echo "$file"; break; }
		done
}

missing=$([ -n "${medium:-}" ] || missing)
case $missing in
'') ;;
user/*)
	there=$(find user/ -type f ! -name '*.debug' | sed 's/.*\///' | sort | paste -sd' ')
	echo "there is no program ${missing#user/}; there are: $there" >&2
	if [ "$missing" != "${missing%.32}" ] && [ -z "$(config COMPAT32)" ]; then
		echo "32-bit programs are not configured (COMPAT32)" >&2
	fi
	exit 1
	;;
*)
	echo "$PWD: there is no $missing to boot" >&2
	exit 1
	;;
esac
