"""Stories that `chapelle demo` plays on a running platform, through its public HTTP APIs alone."""
