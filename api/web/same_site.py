"""Forms that change something are taken from this site's own pages alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

from api.problems import Problem


def from_this_site(request: Request) -> None:
    """Turn away a form that another site sent on behalf of whoever looks at it.

    Browsers say where a form comes from (Fetch Metadata, else `Origin`); what says neither is no browser.

    Raises:
        Problem: `other_site`.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        own = site in {"same-origin", "none"}
    else:
        own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not own:
        raise Problem("other_site")
