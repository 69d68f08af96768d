"""What an audit finds."""


class Broken(Exception):
    """What does not agree, in a sentence that says where."""
