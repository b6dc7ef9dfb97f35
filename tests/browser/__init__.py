"""Does the mini-program do on a screen what it should? Real Chromium, the real product, real demo data."""
