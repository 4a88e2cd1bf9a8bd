"""Does mail arrive? A real mail server, which may want a password and TLS, refuse, vanish and come back."""

from __future__ import annotations

import datetime
import email
import email.policy
import ipaddress
import socket
import sqlite3
import ssl
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from conftest import Portal
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from test_accounts import NEW_PASSWORD, PASSWORD, ROOT_ADDRESS, Browser, link_in

LONGEST = 60


class Postman:
    """Keeps what arrives, and refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, list[str], bytes]] = []
        self.refused = ""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.refused and self.refused in address:
            return "550 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.arrived.append((envelope.mail_from or "", list(envelope.rcpt_tos), bytes(envelope.content or b"")))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        found = [content for _, recipients, content in self.arrived if recipients == [address]]
        return [email.message_from_bytes(content, policy=email.policy.default) for content in found]  # type: ignore[misc]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def authenticator(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"portico", "grüne Tür".encode())
    return AuthResult(success=right, handled=right)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=7))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "mail.pem", folder / "mail.key"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


def start(postman: Postman, port: int, **options: Any) -> Controller:
    controller = Controller(postman, hostname="127.0.0.1", port=port, **options)
    controller.start()
    return controller


def portal_with(folder: Path, mail: str) -> Portal:
    portal = Portal(folder / "data")
    portal.data.mkdir()
    settings = f'title = "Portail d\'été"\n[mail]\ntransport = "smtp"\nhost = "localhost"\nfrom = "Été <data@example.org>"\n{mail}'
    (portal.data / "portico.toml").write_text(settings, "utf-8")
    portal.run("user", "add", ROOT_ADDRESS, "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    return portal.serve()


def until(holds: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.1)


def outbox(portal: Portal) -> list[tuple]:
    database = sqlite3.connect(portal.data / "portico.db", timeout=30)
    try:
        return database.execute("SELECT recipient, attempts, error, given_up_at, body FROM outbox ORDER BY created_at").fetchall()
    finally:
        database.close()


def hurry(portal: Portal, attempts: int | None = None) -> None:
    """Turns the clock of the outbox."""
    with sqlite3.connect(portal.data / "portico.db", timeout=30) as database:
        database.execute("UPDATE outbox SET next_at = 1")
        if attempts is not None:
            database.execute("UPDATE outbox SET attempts = ?", (attempts,))
    database.close()


def invite(portal: Portal, address: str, language: str = "en") -> Browser:
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD)
    root.open(f"/backoffice/people/invite/?flg={language}")
    return root.send(f"/backoffice/people/invite/?flg={language}", email=address, role="reader")


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def plain(tmp_path: Path, postman: Postman) -> Iterator[tuple[Portal, Postman, int]]:
    port = free_port()
    controller = start(postman, port)
    portal = portal_with(tmp_path, f'security = "none"\nport = {port}\n')
    yield portal, postman, port
    portal.stop()
    try:
        controller.stop()
    except (AssertionError, OSError):
        pass


def test_an_invitation_arrives_and_its_link_works(plain: tuple[Portal, Postman, int]) -> None:
    portal, postman, _ = plain
    invite(portal, "zoe@example.org")
    until(lambda: postman.to("zoe@example.org"), "the invitation")
    [message] = postman.to("zoe@example.org")
    assert message["Subject"] == "Your access to Portail d'été"
    assert message["From"] == "Été <data@example.org>" and message["To"] == "zoe@example.org"
    assert message.get_content_type() == "text/plain" and message["Date"]
    link = link_in(message.get_content(), portal.address)
    zoe = Browser(portal).open(link)
    zoe.send("/account/link/", link=link.split("token=")[1], password=NEW_PASSWORD)
    assert zoe.path == "/login/?done=password"
    assert Browser(portal).sign_in("zoe@example.org", NEW_PASSWORD).is_signed_in()
    until(lambda: outbox(portal) == [], "the outbox is empty")


@pytest.mark.parametrize(
    ("language", "subject", "word"),
    [
        ("fr", "Votre accès à Portail d'été", "mot de passe"),
        ("es", None, "contraseña"),
        ("de", None, "Passwort"),
        ("nl", None, "wachtwoord"),
    ],
)
def test_subject_and_text_are_in_the_language_of_who_invites(
    plain: tuple[Portal, Postman, int], language: str, subject: str | None, word: str
) -> None:
    portal, postman, _ = plain
    address = f"{language}@example.org"
    invite(portal, address, language)
    until(lambda: postman.to(address), "the invitation")
    [message] = postman.to(address)
    assert word in message.get_content()
    assert message["Subject"] != "Your access to Portail d'été" and "Portail d'été" in message["Subject"]
    assert subject in (None, message["Subject"])


def test_no_address_and_no_name_adds_a_header(plain: tuple[Portal, Postman, int]) -> None:
    portal, postman, _ = plain
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD)
    for nasty in [
        "ann@example.org\r\nBcc: eve@example.org",
        "ann@example.org%0d%0aBcc: eve@example.org",
        "ann@example.org, eve@example.org",
        "Ann <ann@example.org>\nSubject: x",
        "ann@example.org>\r\nRCPT TO:<eve@example.org",
    ]:
        root.open("/backoffice/people/invite/").send("/backoffice/people/invite/", email=nasty, role="reader")
        assert root.status in (400, 422), f"{nasty!r}: {root.status}"
    root.open("/backoffice/settings/")
    invite(portal, "ann@example.org")
    until(lambda: postman.arrived, "the one that is right")
    assert [recipients for _, recipients, _ in postman.arrived] == [["ann@example.org"]]
    head = postman.arrived[0][2].split(b"\r\n\r\n")[0]
    assert b"bcc" not in head.lower()


def test_a_server_that_is_down_gets_its_mail_later_and_one_that_stays_down_is_told(
    tmp_path: Path, postman: Postman
) -> None:
    port = free_port()
    portal = portal_with(tmp_path, f'security = "none"\nport = {port}\n')
    try:
        invite(portal, "ann@example.org")
        until(lambda: outbox(portal) and outbox(portal)[0][2], "the first attempt fails")
        recipient, attempts, error, given_up, body = outbox(portal)[0]
        assert (recipient, attempts, given_up) == ("ann@example.org", 1, None) and "onnect" in error and body
        root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open("/backoffice/")
        assert "1 mail could not be sent" in root.page and "tried again" in root.page
        assert "token=" not in root.page
        controller = start(postman, port)
        hurry(portal)
        until(lambda: postman.to("ann@example.org"), "the second attempt")
        until(lambda: outbox(portal) == [], "nothing is left")
        controller.stop()
        invite(portal, "bob@example.org")
        until(lambda: outbox(portal) and outbox(portal)[0][2], "it fails again")
        hurry(portal, attempts=11)
        until(lambda: outbox(portal)[0][3], "it is given up")
        assert outbox(portal)[0][4] == "", "the link is not kept"
        root.open("/backoffice/")
        assert "Given up" in root.page and "bob@example.org" in root.page
    finally:
        portal.stop()


def test_a_mailbox_that_nobody_has_ends_at_once_with_the_word_of_the_server(plain: tuple[Portal, Postman, int]) -> None:
    portal, postman, _ = plain
    postman.refused = "nobody@"
    invite(portal, "nobody@example.org")
    until(lambda: outbox(portal) and outbox(portal)[0][3], "it is given up")
    assert "no such mailbox here" in outbox(portal)[0][2] and outbox(portal)[0][1] == 1
    assert postman.arrived == []


def test_starttls_with_a_name_and_a_password_and_an_authority_of_ones_own(tmp_path: Path, postman: Postman) -> None:
    public, private = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    port = free_port()
    options = {"tls_context": context, "require_starttls": True, "authenticator": authenticator, "auth_required": True}
    controller = start(postman, port, **options)
    settings = f'security = "starttls"\nport = {port}\nuser = "portico"\npassword = "grüne Tür"\n'
    (tmp_path / "known").mkdir()
    (tmp_path / "unknown").mkdir()
    (tmp_path / "wrong").mkdir()
    known = portal_with(tmp_path / "known", f'{settings}authority = "{public}"\n')
    unknown = portal_with(tmp_path / "unknown", settings)
    wrong = portal_with(tmp_path / "wrong", settings.replace("grüne", "rote") + f'authority = "{public}"\n')
    try:
        invite(known, "ann@example.org")
        until(lambda: postman.to("ann@example.org"), "the mail over TLS")
        invite(unknown, "bob@example.org")
        until(lambda: outbox(unknown) and outbox(unknown)[0][2], "an authority that nobody knows")
        assert "ertificate" in outbox(unknown)[0][2] or "nknownIssuer" in outbox(unknown)[0][2], outbox(unknown)
        assert outbox(unknown)[0][3] is None, "somebody may repair the setting"
        invite(wrong, "cy@example.org")
        until(lambda: outbox(wrong) and outbox(wrong)[0][2], "a password that is wrong")
        assert outbox(wrong)[0][3] is None and "rote" not in outbox(wrong)[0][2]
        assert len(postman.arrived) == 1, "nothing goes in the clear, nothing to whom nobody knows"
    finally:
        for portal in (known, unknown, wrong):
            portal.stop()
        controller.stop()
