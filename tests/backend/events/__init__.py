"""Events as staff make them and residents find them."""
