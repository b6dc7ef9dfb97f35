"""What does dev.py consist of? Only the standard library: these files run before anything is installed."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: every path and every child process starts from here."""
