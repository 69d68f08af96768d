"""How every API is asked all that its OpenAPI allows, and much that it does not."""
