"""Documents in, passages out: reading, cleaning, cutting, places, and the library on disk."""
