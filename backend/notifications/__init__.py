"""What are people told, and where do they read it?"""
