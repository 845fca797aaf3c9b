"""Which sentences answer it? Scopes, evidence, selection, composition, and the gate."""
