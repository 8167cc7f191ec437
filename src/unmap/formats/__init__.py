"""What unmap holds, as files: `write` gives a table or layer in the format asked for.

Each kind of file is a module of its own, so that a command brings only the libraries that it writes with.
"""

from __future__ import annotations

from unmap.formats.content import About, Content, about
from unmap.formats.writing import Form, write

__all__ = ["About", "Content", "Form", "about", "write"]
