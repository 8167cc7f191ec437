"""OGC APIs: features of the collections, and what describes them."""
