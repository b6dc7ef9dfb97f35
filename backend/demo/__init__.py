"""A city to try the product with."""
