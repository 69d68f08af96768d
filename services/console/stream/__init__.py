"""Events as they come: one reader of the store for all who listen."""
