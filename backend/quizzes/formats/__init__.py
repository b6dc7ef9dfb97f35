"""Files of questions: how each format is read and written. No database, no clock."""
