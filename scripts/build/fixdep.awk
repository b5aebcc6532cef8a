# SPDX-License-Identifier: BSD-2-Clause
# Turns gcc's dependency file of one target into a fragment that make includes: the command that
# built the target and what it depends on. autoconf.h, which changes with every option, is
# replaced by the per-symbol files of the options that the sources mention.
#
# environment: TARGET, COMMAND, INCDIR (the folder with config/ and generated/)
# input: the file that gcc -MD wrote; none for a target without such a file

function scan(file,    line, symbol)
{
	while ((getline line < file) > 0) {
		while (match(line, /CONFIG_[A-Za-z0-9_]+/)) {
			symbol = substr(line, RSTART + 7, RLENGTH - 7)
			line = substr(line, RSTART + RLENGTH)
			if (!(symbol in mentioned)) {
				mentioned[symbol] = 1
				symbols[++nsymbols] = symbol
			}
		}
	}
	close(file)
}

NR == 1 { sub(/^[^:]*:/, "") }

{
	sub(/\\$/, "")
	for (i = 1; i <= NF; i++)
		if ($i !~ /include\/generated\/autoconf\.h$/)
			files[++nfiles] = $i
}

END {
	target = ENVIRON["TARGET"]
	command = ENVIRON["COMMAND"]
	gsub(/\$/, "$$", command)
	gsub(/#/, "\\#", command)
	print "saved-" target " := " command
	if (nfiles == 0)
		exit

	print "deps-" target " := \\"
	for (i = 1; i <= nfiles; i++) {
		print "\t" files[i] " \\"
		if (files[i] !~ /^\/usr\//)
			scan(files[i])
	}
	for (i = 1; i <= nsymbols; i++) {
		path = tolower(symbols[i])
		gsub(/_/, "/", path)
		print "\t$(wildcard " ENVIRON["INCDIR"] "/config/" path ".h) \\"
	}
	print ""
	print target ": $(deps-" target ")"
	# A header that is gone must not stop make: it counts as changed.
	print "$(deps-" target "):"
}
