"""Who is who, who is logged in, and who has been given which rights?"""
