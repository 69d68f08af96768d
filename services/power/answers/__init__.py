"""What the API of power answers, a file a thing. Source of all shapes: public-face.md, power."""
