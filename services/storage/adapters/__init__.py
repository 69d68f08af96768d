"""The devices that storage reads itself."""
