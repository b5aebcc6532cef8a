# SPDX-License-Identifier: BSD-2-Clause
# Sourced by the findings: a temporary folder $work, and Debian packages unpacked below $root.
#
# shellcheck shell=sh

set -eu
work=$(mktemp -d "${TMPDIR:-/tmp}/finding.XXXXXX")
root=$work/root
trap 'rm -rf "$work"' EXIT
cd "$work"

# packages NAME=VERSION...: downloads and unpacks them, and puts them in front of the path.
packages()
{
	mkdir -p "$work/packages" "$root"
	(cd "$work/packages" && apt-get -qq -o APT::Sandbox::User=root download "$@")
	for package in "$work/packages"/*.deb; do
		dpkg -x "$package" "$root"
	done
	PATH=$root/usr/bin:$root/usr/sbin:$PATH
	LD_LIBRARY_PATH=$root/usr/lib/x86_64-linux-gnu
	QEMU_MODULE_DIR=$LD_LIBRARY_PATH/qemu
	export PATH LD_LIBRARY_PATH QEMU_MODULE_DIR
	echo "fetched: $*"
}

# needs PROGRAM...: each is found and has all its shared libraries.
needs()
{
	for program; do
		path=$(command -v "$program") || { echo "there is no $program" >&2; exit 2; }
		if ldd "$path" 2>/dev/null | grep 'not found' >&2; then
			echo "$program needs these libraries" >&2
			exit 2
		fi
	done
}

# expect WHAT SEEN EXPECTED
expect()
{
	if [ "$2" = "$3" ]; then
		printf 'as found: %s: %s\n' "$1" "$2"
	else
		printf 'NOT as found: %s: %s instead of %s\n' "$1" "$2" "$3" >&2
		exit 1
	fi
}
