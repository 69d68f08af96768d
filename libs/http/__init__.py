"""The application factory of every API."""

from libs.http.api import Api
from libs.http.roles import Caller
from libs.http.shapes import Answer, Body, Listing, Page
from libs.http.values import ASKED, WHOLE, Amount, At, Count, Day, Flag, Id, NotNegative, Period, Ratio

__all__ = [
    "ASKED",
    "WHOLE",
    "Amount",
    "Answer",
    "Api",
    "At",
    "Body",
    "Caller",
    "Count",
    "Day",
    "Flag",
    "Id",
    "Listing",
    "NotNegative",
    "Page",
    "Period",
    "Ratio",
]  # fmt: skip
