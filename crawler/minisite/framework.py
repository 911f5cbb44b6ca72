"""What the framework answers by itself: small pages that are the same bytes every time."""

from __future__ import annotations

from typing import Final

from crawler.minisite.messages import Response, page

_REASONS: Final = {404: "Not Found", 500: "Server Error", 503: "Service Unavailable"}


def error_page(status: int) -> Response:
    """Returns the framework's page for 404, 500 or 503; it sends no ``Retry-After``."""
    reason = _REASONS[status]
    return page(
        f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{reason}</title>
<style>body {{margin: 0; font-family: sans-serif}} .code {{border-right: 2px solid}}</style></head>
<body><div class="flex-center"><div class="code">{status}</div><div class="message">{reason}</div></div></body>
</html>
""",
        status,
    )
