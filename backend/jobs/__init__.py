"""What happens after a request is answered, and what happens by the clock?"""
