"""What is made for reading: the brief of an area and the map that stands alone."""
