"""What the console decides: positions, incidents by rule, the board of the live site. No clock, no I/O."""
