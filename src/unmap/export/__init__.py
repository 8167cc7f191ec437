"""What unmap holds, as files.

Each kind of file is a module of its own, so that a command brings only the libraries that it writes with.
"""
