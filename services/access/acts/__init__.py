"""What can be done: each act reads what it needs, lets the domain decide, and saves what follows."""
