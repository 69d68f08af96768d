"""What storage answers by HTTP."""
