"""What can residents sign up for, and how do workers prepare it?"""
