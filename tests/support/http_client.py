"""An HTTP client that shows everything that a server sent."""

from __future__ import annotations

import http.client
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from crawler.minisite.server import Server


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.text)


class Client:
    def __init__(self, server: Server) -> None:
        self.server = server
        self._host = urlsplit(server.url).netloc

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self._host, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def raw(self, path: str, most: int | None = None, timeout: float = 20) -> bytes:
        """Everything the server sends until it closes, until ``most`` bytes, or until it falls silent."""
        received = b""
        with socket.create_connection(tuple(self._host.split(":")), timeout=timeout) as connection:  # type: ignore[arg-type]
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())
            try:
                while most is None or len(received) < most:
                    piece = connection.recv(65536)
                    if not piece:
                        break
                    received += piece
            except TimeoutError:
                return received + b"<silence>"
        return received
