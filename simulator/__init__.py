"""The site's people and meters, played through the public HTTP APIs alone, at the platform's speed."""
