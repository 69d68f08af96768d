"""What billing knows: months, contracts, usage, invoices. Pure: no clock, no I/O."""
