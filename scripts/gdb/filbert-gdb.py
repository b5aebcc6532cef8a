# SPDX-License-Identifier: BSD-2-Clause
"""Commands of gdb for the kernel's objects; `help l4-threads` and so on explain them.

In gdb: source scripts/gdb/filbert-gdb.py     (the script that `make debug` writes does that)
"""

import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import l4log  # noqa: E402
import l4memory  # noqa: E402
import l4mode  # noqa: E402
import l4program  # noqa: E402
import l4threads  # noqa: E402

for module in (l4threads, l4memory, l4program, l4mode, l4log):
    module.register()
