"""Who owns what and who hears whom, told by the code, and every form in which others need it."""
