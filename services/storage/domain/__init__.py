"""Storage's rules, free of I/O: pools and their room, volumes, samples, a tenant's days."""
