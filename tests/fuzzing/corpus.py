"""Requests that are right, as bytes: what mutations begin with."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from tests.fuzzing.frames import frame
from tests.served_gateway import ServedGateway

Conversation = Sequence[bytes]
"""What is sent over one connection: a request, or a handshake and frames."""

QUERIES = (
    "{ viewer { role } }",
    "query A { viewer { role } } query B { organization { id } }",
    "query($n: Int) { organization { users(first: $n) { nodes { id email buildings { name } } } } }",
    "{ organization { devices(first: 5) { nodes { id kind ... on HeatPump { powerWatts } } } } }",
    "query($id: ID!) { node(id: $id) { id ... @defer { ... on User { devices { id } } } } }",
    'mutation { buildingDelete(input: {id: "nothing"}) { userErrors { code path } } }',
    "mutation($i: UserUpdateInput!) { userUpdate(input: $i) { userErrors { message } } }",
    "{ ...F } fragment F on Query { viewer { role } ...G } fragment G on Query { organization { id } }",
    'subscription { deviceUpdated(id: "nothing") { id } }',
)
VARIABLES: tuple[Mapping[str, Any], ...] = (
    {},
    {"n": 3},
    {"id": "nothing"},
    {"i": {"id": "nothing", "email": "a@b.example"}},
)

_INIT = {"type": "connection_init"}


class Corpus:
    """Conversations with a gateway; tokens are those of viewers of every role."""

    def __init__(self, gateway: ServedGateway) -> None:
        users = gateway.sandbox.users("5f0c2b8e-6a1d-4c57-9d3e-0a4b7c1e9f21")
        self.tokens = [
            gateway.token("administrator"),
            gateway.token("staff", users[1]["id"]),
            gateway.token("user", users[3]["id"]),
        ]
        self.conversations = [*self._posts(), *self._others(), *self._websockets()]

    def body(self, query: int, variables: int) -> bytes:
        """The JSON of one request."""
        members = {"query": QUERIES[query % len(QUERIES)], "variables": VARIABLES[variables % len(VARIABLES)]}
        return json.dumps(members).encode()

    def post(self, body: bytes, token: int = 0, **headers: str) -> bytes:
        """A POST request; underscores in the names of headers stand for dashes."""
        return self.request(b"POST /graphql", body, token, **{"content_type": "application/json", **headers})

    def request(self, line: bytes, body: bytes = b"", token: int = 0, **headers: str) -> bytes:
        """A request of any method."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body:
            named.setdefault("content-length", str(len(body)))
        named.setdefault("authorization", f"Bearer {self.tokens[token % len(self.tokens)]}")
        lines = [line + b" HTTP/1.1", b"host: gateway.test"]
        lines += [f"{name}: {value}".encode("latin-1") for name, value in named.items() if value]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def _posts(self) -> list[Conversation]:
        posts = []
        for number in range(len(QUERIES) * 2):
            accept = ("application/json", "application/graphql-response+json", "*/*")[number % 3]
            posts.append([self.post(self.body(number, number), number, accept=accept)])
        chunked = self.body(0, 0)
        pieces = b"%x\r\n%b\r\n0\r\n\r\n" % (len(chunked), chunked)
        text = QUERIES[0]
        hashed = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text.encode()).hexdigest()}}
        return [
            *posts,
            [self.post(self.body(4, 2), accept="multipart/mixed, application/json")],
            [self.post(self.body(8, 0), accept="text/event-stream")],
            [self.post(pieces, content_length="", transfer_encoding="chunked")],
            [self.post(json.dumps({"extensions": hashed}).encode())],
            [self.post(json.dumps({"query": text, "extensions": hashed}).encode())],
            [self.post(json.dumps([{"query": text}] * 3).encode())],
            [self.post(self.body(5, 0), idempotency_key="key-1")],
        ]

    def _others(self) -> list[Conversation]:
        parts = (
            b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n%b\r\n'
            b'--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n'
        ) % self.body(0, 0)
        return [
            [self.request(b"GET /graphql?query=%7Bviewer%7Brole%7D%7D&variables=%7B%7D")],
            [self.request(b"GET /graphql?query={viewer{role}}", accept_encoding="gzip, br, zstd")],
            [self.request(b"GET /graphql?documentId=abc&extensions=%7B%22a%22%3A1%7D", if_none_match="*")],
            [self.request(b"HEAD /graphql?query={viewer{role}}")],
            [self.request(b"OPTIONS /graphql", origin="https://evil.example")],
            [self.request(b"GET /livez")],
            [self.request(b"GET /readyz")],
            [self.request(b"GET /nothing/../graphql")],
            [self.post(b"query=%7Bviewer%7Brole%7D%7D", content_type="application/x-www-form-urlencoded")],
            [self.post(parts, content_type="multipart/form-data; boundary=x")],
            [self.post(self.body(0, 0), content_encoding="gzip")],
            [self.post(self.body(0, 0), expect="100-continue")],
        ]

    def _websockets(self) -> list[Conversation]:
        handshake = self.request(
            b"GET /graphql",
            connection="Upgrade",
            upgrade="websocket",
            sec_websocket_version="13",
            sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ==",
            sec_websocket_protocol="graphql-transport-ws",
        )
        conversations: list[Conversation] = []
        for number, query in enumerate(QUERIES):
            payload = {"query": query, "variables": VARIABLES[number % len(VARIABLES)]}
            messages = [_INIT, {"type": "ping"}, {"type": "subscribe", "id": "1", "payload": payload}]
            messages.append({"type": "complete", "id": "1"})
            frames = [frame(json.dumps(each).encode()) for each in messages]
            conversations.append([handshake, *frames])
        return conversations
