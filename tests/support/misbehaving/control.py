"""Changes a running site from another process: ``POST /__control__`` with a JSON order."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import attrs

from crawler.minisite.content import make_post
from crawler.minisite.messages import LogEntry, Request, Response
from crawler.minisite.model import Site

PATH: Final = "/__control__"
_CHANGES: Final[dict[str, Callable[[Site, str], None]]] = {
    "delete": Site.delete,
    "restore": Site.restore,
    "withdraw": Site.withdraw,
    "republish": Site.republish,
    "break": Site.break_page,
    "mend": Site.mend_page,
}


def answer(request: Request, carry_out: Callable[[dict[str, Any]], object]) -> Response:
    """Returns the result of an order as JSON, or 400 with the reason where it cannot be carried out."""
    try:
        result = carry_out(json.loads(request.body))
    except (ValueError, KeyError, TypeError) as error:
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)
    return _json(result)


def carry_out(order: dict[str, Any], site: Site, log: Sequence[LogEntry]) -> object:
    """Carries out an order and returns its result. Raises ValueError, KeyError or TypeError for a wrong one."""
    match order:
        case {"do": "publish", "source": source, "post_id": post_id, "published": published, **changes}:
            draft = changes.pop("draft", False)
            post = make_post(source, post_id, dt.datetime.fromisoformat(published), **_fields(changes))
            site.publish(post, draft=draft)
            return {"article_id": post.article_id}
        case {"do": "edit", "article_id": article_id, **changes}:
            site.edit(article_id, **_fields(changes))
        case {"do": action, "article_id": article_id} if action in _CHANGES:
            _CHANGES[action](site, article_id)
        case {"do": "pin", "article_ids": article_ids}:
            site.pin(*article_ids)
        case {"do": "missing", "source": source, "answer": missing}:
            site.answer_missing(source, missing)
        case {"do": "fail", "outage": outage}:
            site.fail(outage)
        case {"do": "recover"}:
            site.recover()
        case {"do": "log"}:
            return [attrs.asdict(entry) for entry in log if entry.path != PATH]
        case _:
            raise ValueError(f"not an order: {order}")
    return {}


def _fields(changes: dict[str, Any]) -> dict[str, Any]:
    """Returns changes of a post as the model has them: tuples for lists, times with their zone."""
    changes = {k: tuple(v) if isinstance(v, list) else v for k, v in changes.items() if k != "do"}
    if "published" in changes:
        changes["published"] = dt.datetime.fromisoformat(changes["published"])
    if changes.get("event_date"):
        changes["event_date"] = dt.date.fromisoformat(changes["event_date"])
    return changes


def _json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value).encode(), (("Content-Type", "application/json"),))
