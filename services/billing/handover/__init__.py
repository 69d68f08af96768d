"""Handing documents over to the finance system or a portal: one seam, two channels, one thread."""
