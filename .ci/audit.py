"""``make audit``: what is installed is what was locked, may be used, and has no known vulnerability.

Three layers, each telling when it could not look: the lock files (offline), the package index (pip),
and an advisory service (pip-audit). An audit that could not ask for advisories fails, unless
``--offline`` says that this is known: then the rest is checked, and said to be all there is.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "requirements-audit.lock")
SHIPPED = "requirements.lock"
_PIN = re.compile(r"[a-z0-9][a-z0-9-]*==[^\s*;,\\]+( ; [^\\]+)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
_LICENCES = re.compile(
    r"(0BSD|Apache-2\.0|Apache Software License|Apache License,? (Version )?2\.0|BSD(-[23]-Clause)?"
    r"|BSD License|3-Clause BSD License|ISC|ISC License.*|MIT|MIT License|The MIT License.*|MIT-0|MPL-2\.0"
    r"|Mozilla Public License 2\.0.*|PSF-2\.0|Python-2\.0|Python Software Foundation License"
    r"|Unlicense|The Unlicense.*|ZPL-2\.1)",
    re.IGNORECASE,
)
# Whose metadata say nothing, and whose LICENSE file was read: only in the version that was looked at.
_READ = {("aiocache", "0.12.3"): "BSD-3-Clause"}
_NO_ANSWER = 3


def pin_problems(name: str, text: str) -> Iterator[str]:
    """What in a lock file is not one exact version with its SHA-256 hashes."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for entry in filter(None, (part.strip() for part in re.split(r"(?<!\\)\n", body))):
        pin, *hashes = (part.strip() for part in entry.split("\\\n"))
        if _PIN.fullmatch(pin) is None:
            yield f"{name}: {pin!r} is not one exact version"
        elif not hashes or not all(_HASH.fullmatch(each) for each in hashes):
            yield f"{name}: {pin} has something else than hashes, or none"


def index_problems(name: str, report: Mapping[str, Any]) -> Iterator[str]:
    """What the package index says against the packages of a lock file.

    pip has resolved them with ``--require-hashes`` by then, so that nothing is missing in the file.
    """
    for package in report["install"]:
        metadata = package["metadata"]
        what = f"{name}: {metadata['name']} {metadata['version']}"
        if package.get("is_yanked", False):
            yield f"{what} was withdrawn"
        if name == SHIPPED and not is_licence_allowed(metadata):
            yield f"{what} has a licence that is not on the list: {licence_of(metadata)}"


def licence_of(metadata: Mapping[str, Any]) -> str:
    """A package's licence: an SPDX expression, else its classifiers, else its own words."""
    expression = metadata.get("license_expression") or _READ.get((metadata["name"], metadata["version"]))
    if expression:
        return str(expression)
    found = [
        each.rpartition(" :: ")[2] for each in metadata.get("classifier", []) if each.startswith("License ::")
    ]
    told = [each for each in found if each != "OSI Approved"]
    words = str(metadata.get("license") or "unknown").splitlines()[0]
    return " AND ".join(told) if told else words


def is_licence_allowed(metadata: Mapping[str, Any]) -> bool:
    """Whether all licences that come together are on the list, of alternatives at least one."""
    expression = licence_of(metadata)
    return any(
        all(_LICENCES.fullmatch(part.strip("() ")) for part in re.split(r" AND ", alternative))
        for alternative in re.split(r" OR ", expression)
    )


def advisory_problems(answer: Mapping[str, Any]) -> Iterator[str]:
    """What pip-audit found. A package that it could not look up is not a package without problems."""
    for package in answer["dependencies"]:
        if "skip_reason" in package:
            yield f"{package['name']}: nothing could be found out: {package['skip_reason']}"
        for each in package.get("vulns", []):
            fixed = ", ".join(each.get("fix_versions", [])) or "nothing yet"
            yield f"{package['name']} {package['version']}: {each['id']}, fixed in {fixed}"


def main(arguments: list[str]) -> int:
    """Print what is wrong. 0 if nothing is, 1 if something is, 3 if nobody could be asked."""
    offline = "--offline" in arguments
    found = [problem for name in LOCKS for problem in pin_problems(name, Path(name).read_text())]
    _say(f"{len(LOCKS)} lock files pin everything by hash", found)
    for name in LOCKS:
        report, why_not = _asked_index(name)
        if report is None:
            problems = [f"{name}: the package index was of no use: {why_not}"]
            _say("", problems)
            found += problems
            continue
        problems = list(index_problems(name, report))
        _say(f"{name}: {len(report['install'])} packages, complete, none withdrawn", problems)
        found += problems
    answer, why_not = _asked_advisories()
    unknown = answer is None or all("skip_reason" in each for each in answer["dependencies"])
    if answer is not None and not unknown:
        problems = list(advisory_problems(answer))
        _say("no known vulnerability", problems)
        found += problems
    if found:
        return 1
    if unknown:
        _tell(f"NOT CHECKED: no advisory service could be asked for vulnerabilities ({why_not}).")
        return 0 if offline else _NO_ANSWER
    return 0


def _say(good: str, problems: list[str]) -> None:
    _tell("\n".join(f"PROBLEM: {each}" for each in problems) or f"ok: {good}")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _asked_index(name: str) -> tuple[dict[str, Any] | None, str]:
    """pip's report of what it would install from a lock file, and why there is none."""
    command = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet",
        "--dry-run", "--ignore-installed", "--require-hashes", "--report", "-", "-r", name,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own pip
    if done.returncode:
        return None, (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    report: dict[str, Any] = json.loads(done.stdout)
    return report, ""


def _asked_advisories() -> tuple[dict[str, Any] | None, str]:
    """pip-audit's answer for what is shipped, and why there is none or not a full one."""
    command = [
        str(Path(sys.executable).with_name("pip-audit")), "--require-hashes", "--disable-pip",
        "--format", "json", "--progress-spinner", "off", "--timeout", "15", "--requirement", SHIPPED,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the one locked
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return None, (done.stderr.strip().splitlines() or ["no reason given"])[-1][:200]
    return answer, "the service knows none of the packages"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
