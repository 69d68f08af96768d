"""The service whose record is long. It has no section of the site."""
