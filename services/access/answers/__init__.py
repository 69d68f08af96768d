"""What access answers over HTTP: shapes as in public-face.md, a file a thing."""
