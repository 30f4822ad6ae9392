"""A passage read: sentences, tags, clauses, and the facts they state."""
