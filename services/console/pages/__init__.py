"""The pages that people look at, in French: rendered on the server, whole without JavaScript."""
