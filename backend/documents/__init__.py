"""What do the documents look like that people hold in their hands?

A document is laid out once, as a sheet of marks (`marks.py`), and drawn by `pdf.py` or `picture.py`. Nothing here knows
of the database, of requests or of the time: all words come in ready.
"""
