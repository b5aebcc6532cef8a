# SPDX-License-Identifier: BSD-2-Clause
# The menus of boot loaders, all from the list of modules in bootconfig.sh: sourced by medium.sh.
# Each function prints one.
#
# shellcheck shell=sh disable=SC2154

# Words as GRUB's menu wants them, so that each arrives as it is: all between quotes; for one blank
# more an empty word. A backslash and quotes GRUB hands on with a backslash in front.
grub_words()
{
	for bad in "\\" "'" '"'; do
		case $1 in
		*"$bad"*)
			echo "$name: GRUB cannot pass on the character $bad, which is in: $1" >&2
			exit 1
			;;
		esac
	done
	case $1 in
	*"$(printf '\r')"*) echo "$name: GRUB cannot pass on a carriage return" >&2; exit 1 ;;
	esac
	printf "'%s'" "$1" | sed -e "s/ /' '/g"
}

# The second protocol tells more, under UEFI above all, so it is taken if the loader speaks it.
grub_cfg()
{
	protocol=''
	! grub-file --is-x86-multiboot2 "$loader" || protocol=2
	words=$(grub_words "$kickstart_args")
	echo 'set timeout=0'
	echo 'set default=0'
	echo 'menuentry Filbert {'
	echo "	multiboot$protocol /boot/$loader $loader $words"
	modules | while IFS= read -r line; do
		words=$(grub_words "$line") || exit
		echo "	module$protocol /boot/${line%% *} $words"
	done
	echo '}'
}

# GRUB legacy cuts longer lines off, without a word.
LEGACY_LINE=1400

# False, and says so, if GRUB legacy cannot boot what the others boot.
legacy_takes_it()
{
	longest=$({ echo "$kickstart_args"; modules; } | awk 'length > n { n = length }
		END { print n }')
	[ "$longest" -gt "$LEGACY_LINE" ] || return 0
	echo "$name: no menu.lst: arguments of $longest bytes, GRUB legacy takes $LEGACY_LINE" >&2
	return 1
}

# GRUB legacy hands on the line as it is; it has the first protocol only.
menu_lst()
{
	cat <<-END
	timeout 0
	default 0
	title Filbert
	kernel /boot/$loader $kickstart_args
	END
	modules | sed -e 's,^,module /boot/,'
}

# What iPXE has room for when it boots by itself: modules, and bytes of all command lines together,
# each of which begins with the address of the file.
IPXE_MODULES=8
IPXE_BYTES=512
IPXE_ADDRESS='tftp://255.255.255.255/folder/boot/'

# True if iPXE hands everything on as it is: it splits at blanks, and has signs of its own.
ipxe_takes_it()
{
	bytes=$({ echo "$loader $kickstart_args"; modules; } | sed -e "s,^,$IPXE_ADDRESS," | wc -c)
	[ "$(modules | wc -l)" -le "$IPXE_MODULES" ] && [ "$bytes" -le "$IPXE_BYTES" ] || return 1
	# Its sign is meant as it stands.
	# shellcheck disable=SC2016
	case $({ echo "$kickstart_args"; modules; } | sed -e 's/.*/ & /') in
	*'  '* | *' #'* | *'${'* | *' ; '* | *' && '* | *' || '* | *"$(printf '\t')"*) return 1 ;;
	esac
}

# iPXE boots by itself what it can; everything else by way of GRUB, which lies beside the script.
ipxe_script()
{
	cat <<-END
	#!ipxe
	iseq \${platform} efi && chain filbert.efi ||
	END
	if ipxe_takes_it; then
		echo "kernel boot/$loader $kickstart_args"
		modules | sed -e 's,^,module boot/,'
		echo boot
	else
		echo 'chain filbert.0'
	fi
}
