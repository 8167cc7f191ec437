"""unmap's own questions as tools of the Model Context Protocol, for programs that ask in words."""
