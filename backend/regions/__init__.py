"""Which regions and place kinds are there?"""
