"""Certificates of the tests' own, and a TLS front before a served site."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


class Authority:
    """Issues certificates; whoever reads ``path`` as the file of trusted ones trusts it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("an authority of the tests")
        self.path = folder / "authority.pem"
        self.path.write_bytes(
            _pem(self._sign(self._key, self._name, [], self._key, days=2, is_authority=True))
        )

    def issue(self, host: str, *, days: int = 2, self_signed: bool = False) -> ssl.SSLContext:
        """Returns the server's side of a certificate for a host that is valid for so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        signer = key if self_signed else self._key
        issuer = _name(host) if self_signed else self._name
        certificate = self._sign(key, issuer, [x509.DNSName(host)], signer, days=days, subject=_name(host))
        path = self._folder / "server.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(secret + _pem(certificate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _sign(self, key, issuer, hosts, signer, *, days, subject=None, is_authority=False):
        now = dt.datetime.now(dt.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject or issuer)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 30 * DAY)
            .not_valid_after(now + days * DAY)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        return builder.sign(signer, hashes.SHA256())


@contextmanager
def tls_front(url: str, context: ssl.SSLContext) -> Iterator[str]:
    """Serves the site at ``url`` over TLS while the ``with`` block runs, and gives its address."""
    loop = asyncio.new_event_loop()
    behind = urlsplit(url)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(behind.hostname, behind.port)
        await asyncio.gather(_relay(reader, there_writer), _relay(there_reader, writer))

    server = loop.run_until_complete(asyncio.start_server(connected, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(_end, loop, server)
        thread.join()
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_later(0.1, loop.stop)


async def _relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(1 << 16):
            writer.write(piece)
            await writer.drain()
    except ConnectionError:
        pass  # the client does not accept the certificate
    finally:
        writer.close()


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
