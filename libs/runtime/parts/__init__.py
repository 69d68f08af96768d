"""The real parts that the platform starts for itself: the database, the broker."""
