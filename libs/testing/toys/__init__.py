"""Two small services on the real spine: `counter` counts by command, `ledger` books what it hears."""
