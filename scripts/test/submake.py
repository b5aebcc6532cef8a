# SPDX-License-Identifier: BSD-2-Clause
"""The environment for what a script starts when make has started the script: other makes are not to
build what that one was told to."""

import os

# In these make hands on its options, and the variables that were given behind it. Nothing takes
# those from the environment, see scripts/make/environment.mk, but tools (CC, QEMU) and the host
# tests' SEED, which are for all that is started. O and V are for makefiles that do without that.
OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "O", "V")


def environment():
    return {name: value for name, value in os.environ.items() if name not in OF_MAKE}
