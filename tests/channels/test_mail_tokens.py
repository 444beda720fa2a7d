"""Mailboxes at Google and Microsoft are opened with a token that is fetched in time."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from assistant.handlers.mail_connection import ConnectionLostError, ImapSettings, MailConnection
from assistant.handlers.mail_token import TokenError, Tokens, TokenSettings
from assistant.web import serving
from tests.mail_samples import US

FORM: list[dict[str, str]] = []


@asynccontextmanager
async def giving(status: int = 200, **answer: object) -> AsyncIterator[str]:
    """A place that gives tokens, numbered."""
    FORM.clear()

    async def give(request: Request) -> JSONResponse:
        FORM.append({name: str(value) for name, value in (await request.form()).items()})
        body = {"access_token": f"token-{len(FORM)}", "expires_in": 3600, **answer}
        return JSONResponse(body, status_code=status)

    app = Starlette(routes=[Route("/token", give, methods=["POST"])])
    async with serving(app, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/token"


async def test_a_token_is_kept_until_shortly_before_it_ends() -> None:
    now = 0.0
    async with giving() as url:
        tokens = Tokens(TokenSettings(url, "id", "secret", "refresh"), now=lambda: now)
        first = [await tokens.token() for _ in range(3)]
        now = 3_500.0
        later = await tokens.token()

    assert (first, later) == (["token-1"] * 3, "token-2")
    assert FORM[0] == {
        "client_id": "id",
        "client_secret": "secret",
        "grant_type": "refresh_token",
        "refresh_token": "refresh",
    }


async def test_without_a_refresh_token_the_client_acts_for_itself() -> None:
    async with giving() as url:
        await Tokens(TokenSettings(url, "id", "secret", scope="mail")).token()

    assert (FORM[0]["grant_type"], FORM[0]["scope"]) == ("client_credentials", "mail")


async def test_a_refused_token_says_the_code_and_no_secret() -> None:
    async with giving(400, error="invalid_grant") as url:
        with pytest.raises(TokenError, match="400 invalid_grant") as refused:
            await Tokens(TokenSettings(url, "id", "s3cret", "r3fresh")).token()

    assert "s3cret" not in str(refused.value)
    with pytest.raises(TokenError, match="no token"):
        await Tokens(TokenSettings(url, "id")).token()


def test_neither_secrets_nor_tokens_are_shown() -> None:
    shown = repr(TokenSettings("https://x", "id", "s3cret", "r3fresh"))

    assert "s3cret" not in shown
    assert "r3fresh" not in shown


@pytest.mark.parametrize("right", [True, False])
async def test_the_mailbox_is_opened_with_the_token(*, right: bool) -> None:
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        while line := await reader.readline():
            tag, command, *rest = line.decode().split()
            if command == "CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n")
            elif command == "AUTHENTICATE":
                heard.append(base64.b64decode(rest[1]).decode())
            elif command == "SELECT":
                writer.write(b"* OK [UIDVALIDITY 7] x\r\n")
            said = "NO no" if command == "AUTHENTICATE" and not right else "OK done"
            writer.write(f"{tag} {said}\r\n".encode())
        writer.close()

    async def token() -> str:
        return "t0ken"

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        wanted = ImapSettings("127.0.0.1", port, US, "", tls="none", patience=2, token=token)
        if right:
            connection = await MailConnection.open(wanted)
            assert connection.uid_validity == 7
            await connection.close()
        else:
            with pytest.raises(ConnectionLostError, match="NO to login"):
                await MailConnection.open(wanted)

    assert heard == [f"user={US}\x01auth=Bearer t0ken\x01\x01"]
