# SPDX-License-Identifier: BSD-2-Clause
# Makes a C macro, FONT_GLYPHS, of the glyphs of a Linux console font, PSF version 1 or 2, of 8
# columns and 16 rows: one for each byte as ISO 8859-1 reads it. Characters that the font has not,
# and those that are none, get the glyph of U+FFFD, or else a box. (psf(5))
#
# input: the font's bytes, one decimal number a line

{ b[n++] = $1 }

function le(at, bytes,    i, value)
{
	for (i = bytes - 1; i >= 0; i--)
		value = value * 256 + b[at + i]
	return value
}

function fail(why)
{
	print "font.awk: " why >"/dev/stderr"
	failed = 1
	exit 1
}

# The character at `at`, in UTF-8; *next* is set behind it.
function utf8(at,    c, more)
{
	c = b[at]
	more = c < 192 ? 0 : c < 224 ? 1 : c < 240 ? 2 : 3
	if (more > 0)
		c = c % (more == 1 ? 32 : more == 2 ? 16 : 8)
	for (next_at = at + 1; more > 0; more--)
		c = c * 64 + b[next_at++] % 64
	return c
}

function note(code, glyph)
{
	if (!(code in glyph_of))
		glyph_of[code] = glyph
}

# A list for each glyph; what follows a mark in it are sequences of several characters.
function read_table1(at,    glyph, code, single)
{
	single = 1
	for (; at + 1 < n && glyph < glyphs; at += 2) {
		code = le(at, 2)
		if (code == 65535) {
			glyph++
			single = 1
		} else if (code == 65534) {
			single = 0
		} else if (single) {
			note(code, glyph + 0)
		}
	}
}

function read_table2(at,    glyph, code, single)
{
	single = 1
	while (at < n && glyph < glyphs) {
		if (b[at] == 255) {
			glyph++
			single = 1
			at++
		} else if (b[at] == 254) {
			single = 0
			at++
		} else {
			code = utf8(at)
			at = next_at
			if (single)
				note(code, glyph + 0)
		}
	}
}

function open_font()
{
	if (b[0] == 54 && b[1] == 4) {
		first = 4
		glyphs = b[2] % 2 ? 512 : 256
		rows = b[3]
		columns = 8
		has_table = b[2] >= 2
	} else if (b[0] == 114 && b[1] == 181 && b[2] == 74 && b[3] == 134) {
		first = le(8, 4)
		has_table = b[12] % 2
		glyphs = le(16, 4)
		rows = le(24, 4)
		columns = le(28, 4)
	} else {
		fail("no PSF font")
	}
	if (rows != 16 || columns != 8 || n < first + glyphs * 16)
		fail("no whole font of 8 columns and 16 rows")
	if (!has_table)
		fail("the font does not say which characters it has")
}

function row_of(code, row)
{
	if (code in glyph_of)
		return b[first + glyph_of[code] * 16 + row]
	# A box.
	return row < 3 || row > 12 ? 0 : row == 3 || row == 12 ? 126 : 66
}

END {
	if (failed)
		exit 1
	open_font()
	if (b[0] == 54)
		read_table1(first + glyphs * 16)
	else
		read_table2(first + glyphs * 16)
	for (code = 32; code < 127; code++)
		if (!(code in glyph_of))
			fail("no glyph for character " code)
	print "#define FONT_GLYPHS \\"
	for (code = 0; code < 256; code++) {
		is_text = code >= 32 && code < 127 || code >= 160
		from = is_text && code in glyph_of ? code : 65533
		printf "\t{ "
		for (row = 0; row < 16; row++)
			printf "%d%s", row_of(from, row), row < 15 ? ", " : " }"
		print (code < 255 ? ", \\" : "")
	}
}
