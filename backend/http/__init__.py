"""How does a request become a call of a use case, and its outcome an answer?"""
