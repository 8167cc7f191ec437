"""One module a subject: parameters in, a call into the library, a representation out."""
