"""How do residents take places for an event, wait for one, and give it back?"""
