"""Official statistics to need values: one module for each producer's way of publishing."""
