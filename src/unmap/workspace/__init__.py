"""A record that its keepers edit: rows, who changed them and why, what waits for review, and the editions published."""
