"""How fast the map is in a real browser, beside the pages that planners make today."""
