# SPDX-License-Identifier: BSD-2-Clause
# What is booted: sourced by qemu.sh and mkiso.sh in the output folder, with $root, $args and
# $have_args (non-empty: $args replaces the configured ones) set; $kmem, if it is there, replaces
# the configured size of kernel memory. The order of modules is fixed:
# kernel, sigma0, root task, further programs.
#
# shellcheck shell=sh disable=SC2154

# Value of a configuration symbol, empty if it is not set.
config()
{
	sed -n -e "s/^CONFIG_$1=//p" include/config/auto.conf |
		sed -e 's/^"\(.*\)"$/\1/' -e 's/\\\(.\)/\1/g'
}

# A root task other than the configured one gets none of the configured arguments.
if [ -z "$have_args" ] && [ -z "$root" ]; then
	args=$(config ROOT_ARGS)
fi
root=${root:-$(config ROOT_TASK)}

# The root task ends a run through the emulator's debug-exit device at this port.
root_args="${args:+$args }exit=0xf4"
kickstart_args="kmem=${kmem:-$(config KMEM_MB)}M"
for words in "$(config KICKSTART_OPTIONS)" "$boot_args"; do
	kickstart_args="$kickstart_args${words:+ $words}"
done

# SPARC: the firmware loads the kernel by itself, and there are no programs yet.
loader=kickstart
[ -z "$(config ARCH_SPARC64)" ] || loader=''

# One line for each module: file name, then the arguments.
modules()
{
	echo filbert-kernel
	[ -n "$loader" ] || return 0
	echo user/sigma0
	echo "user/$root $root_args"
	for program in $(config BOOT_MODULES); do
		echo "user/$program"
	done
}

# QEMU separates modules by commas; a comma in an argument is written twice.
initrd()
{
	modules | sed -e 's/,/,,/g' | paste -sd,
}

for file in $loader $(modules | cut -d' ' -f1); do
	if [ ! -f "$file" ]; then
		echo "$PWD: there is no $file to boot" >&2
		exit 1
	fi
done
