"""Words without domain and without HTTP: transaction, errors, actor, audit, clock, paging."""
