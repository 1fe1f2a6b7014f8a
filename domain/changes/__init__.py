"""What is to be changed: the writable fields of the records, under the records' names and units.

A field that is not set is left as it is, which is not the same as ``None``: that removes what is
there, and is only possible where the type says so. The same class describes a new object and the
change of an old one.
"""
