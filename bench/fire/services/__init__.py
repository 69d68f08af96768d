"""The busiest other topic: a crowd that walks, and a throng that counts its steps."""
