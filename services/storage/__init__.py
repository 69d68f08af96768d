"""Storage: how much room is left, and what each tenant took of it."""
