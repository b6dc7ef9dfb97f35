"""Photos: uploaded, made harmless, blurred, attached, shown by short-lived links."""
