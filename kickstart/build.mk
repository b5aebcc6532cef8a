# SPDX-License-Identifier: BSD-2-Clause
# The loader: what it does, whom it takes over from, and what it runs on.
subdir-y += core/ from/ machine/$(kickstart-machine)/
