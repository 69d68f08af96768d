"""What access is asked over HTTP and by the site file: shapes as in public-face.md."""
