"""Passages in, answers out: analysis, questions, the index, and the choice of sentences."""
