"""Manifests of trusted documents, as the tools of clients write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.persisted import ManifestError, read_manifest

HELLO = "query Hello { hello }"


def written(tmp_path: Path, content: Any) -> Path:  # noqa: ANN401 - JSON or bytes
    path = tmp_path / "manifest.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def test_without_a_file_there_are_none() -> None:
    assert dict(read_manifest(None)) == {}


def test_relay(tmp_path: Path) -> None:
    """``persistConfig.file`` of relay-compiler: MD5 of the text by default."""
    content = {"e5d5a4e8b4c4b4b3a6a8f5f6a7b8c9d0": HELLO}
    assert dict(read_manifest(written(tmp_path, content))) == content


def test_graphql_code_generator(tmp_path: Path) -> None:
    """``persistedDocuments`` of its client preset: a hash of the text."""
    content = {"sha1:2b0ff30f": HELLO, "1234": "mutation Add { add(number: 1) }"}
    assert dict(read_manifest(written(tmp_path, content))) == content


def test_apollo(tmp_path: Path) -> None:
    """generate-persisted-query-manifest, which says more about each operation."""
    operations = [
        {"id": "dc67510fb4289672", "name": "Hello", "type": "query", "body": HELLO},
        {
            "id": "f11e4dcb28788af2",
            "name": "Add",
            "type": "mutation",
            "body": "mutation Add { add(number: 1) }",
        },
    ]
    content = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    assert dict(read_manifest(written(tmp_path, content))) == {
        "dc67510fb4289672": HELLO,
        "f11e4dcb28788af2": "mutation Add { add(number: 1) }",
    }


def test_nobody_changes_it_afterwards(tmp_path: Path) -> None:
    manifest: Any = read_manifest(written(tmp_path, {"a": HELLO}))
    with pytest.raises(TypeError):
        manifest["b"] = HELLO


def apollo(*operations: object, **more: object) -> dict[str, object]:
    return {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations, **more}


BROKEN: dict[str, Any] = {
    "empty": b"",
    "no JSON": b"query Hello { hello }",
    "half": b'{"a": "',
    "more behind": b"{} {}",
    "not UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": "b"}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "null": None,
    "a list": [HELLO],
    "a text": HELLO,
    "a number as text": {"a": 1},
    "null as text": {"a": None},
    "an object as text": {"a": {"query": HELLO}},
    "another format": {"format": "something-else", "operations": []},
    "no operations": {"format": "apollo-persisted-query-manifest", "version": 1},
    "operations an object": apollo(operations={"a": HELLO}),
    "another version": apollo(version=2),
    "an operation as text": apollo(HELLO),
    "no id": apollo({"body": HELLO}),
    "no body": apollo({"id": "a"}),
    "id null": apollo({"id": None, "body": HELLO}),
    "id a list": apollo({"id": ["a"], "body": HELLO}),
    "body a number": apollo({"id": "a", "body": 1}),
    "one id for two": apollo({"id": "a", "body": HELLO}, {"id": "a", "body": "{ hello }"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_manifests_are_refused_in_one_line_that_names_the_file(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, BROKEN[name])
    with pytest.raises(ManifestError) as caught:
        read_manifest(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert len(message) < len(str(path)) + 200


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "nosuch.json", tmp_path):
        with pytest.raises(ManifestError) as caught:
            read_manifest(path)
        assert str(caught.value).startswith(f"{path}: ")
        assert str(caught.value).count(str(path)) == 1


def test_the_same_document_twice_is_no_problem(tmp_path: Path) -> None:
    entry = {"id": "a", "body": HELLO}
    assert dict(read_manifest(written(tmp_path, apollo(entry, entry)))) == {"a": HELLO}
