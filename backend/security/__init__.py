"""Who may do what, and what may nobody see?"""
