"""Which sentences and figures answer it? Scopes, evidence, decision, tables, composition, and the gate."""
