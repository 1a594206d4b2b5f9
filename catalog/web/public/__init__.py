"""What the visitors' pages are made of: their contexts, caching, feeds and twins."""
