"""Did it take place as reported, and what follows for those who were there?"""
