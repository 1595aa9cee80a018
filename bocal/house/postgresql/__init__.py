"""Django's PostgreSQL, its connections checked without a question to the server at each request (base.py)."""
