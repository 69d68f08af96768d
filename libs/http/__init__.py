"""The application factory of every API."""

from libs.http.acts import ActAnswer
from libs.http.api import Api
from libs.http.away import Away, Made
from libs.http.own import own
from libs.http.roles import Caller
from libs.http.shapes import Answer, Body, Listing, Page
from libs.http.values import ASKED, WHOLE, Amount, At, Count, Day, Flag, Id, NotNegative, Period, Ratio

__all__ = [
    "ASKED",
    "WHOLE",
    "ActAnswer",
    "Amount",
    "Answer",
    "Api",
    "At",
    "Away",
    "Body",
    "Caller",
    "Count",
    "Day",
    "Flag",
    "Id",
    "Listing",
    "Made",
    "NotNegative",
    "Page",
    "Period",
    "Ratio",
    "own",
]  # fmt: skip
