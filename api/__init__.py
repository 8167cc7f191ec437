"""HTTP over unmap: parameters in, a call into the library, a representation out."""
