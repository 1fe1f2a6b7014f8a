"""The upstream's rows as they look on the wire, and the way from each to a record.

Every field may be absent or null here: what must be there is checked where the record is made.
"""
