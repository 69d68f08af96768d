"""How documents are handed over, as the site file says."""

from __future__ import annotations

from libs.events import Value


class Way(Value):
    """A `folder`, or the `url` of a gateway to the portal and the file that holds its token. id: always `way`."""

    folder: str = ""
    url: str = ""
    token_file: str = ""
    every_seconds: float = 60.0
    id: str = "way"
