"""`access.*`: badges shown at doors, by 64 callers at once or one alone; and the muster, on short and long histories.

A site of 12 doors from the street, each into a zone of its own; everybody has rights to four of them, in hours that
are always open, so that every check is granted.
"""
