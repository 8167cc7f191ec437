"""What travels over the wire, whatever it says: bodies, their compression, the front gate, and work in turns."""
