"""Does dev.py do what it says, and say what it cannot do?"""
