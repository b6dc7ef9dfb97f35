"""How fast and how large is Shiliu, on real servers under load? `python3 dev.py bench signups` measures it."""
