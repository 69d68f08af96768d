"""Access's edges: what doors take with them."""
