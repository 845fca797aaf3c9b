"""Which passages and sentences are there, and which score best? Built from a library, mapped from files."""
