"""The application factory of every API."""

from libs.http.api import Api
from libs.http.roles import Caller
from libs.http.shapes import Amount, Answer, At, Body, Count, Id, Listing, Page

__all__ = ["Amount", "Answer", "Api", "At", "Body", "Caller", "Count", "Id", "Listing", "Page"]
