"""What gives a secret away: the name of a setting, or the form of a value.

The forms are those that their makers document: AWS access keys, GitHub, GitLab, Slack, Stripe and Google tokens, JSON
Web Tokens, PEM private keys, addresses with a password.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FORMS = (
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"),
    ("a GitHub token", r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"hooks\.slack\.com/services/T[A-Za-z0-9]+/B[A-Za-z0-9]+/[A-Za-z0-9]+"),
    ("a Stripe key", r"\b[rs]k_live_[A-Za-z0-9]{16,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}"),
    ("an address with a password", r"[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:(?![$<{*])[^\s/@'\"]+@"),
)
# One pass for the values of a whole project, nearly all of which hold none of these beginnings. Each is a literal,
# which lets the engine skip to its first character.
_BEGINNING = re.compile(
    "AKIA|ASIA|-----BEGIN|gh[pousr]_|github_pat_|glpat-|xox|hooks\\.slack|rk_live|sk_live|AIza|eyJ|://"
)
_EACH = tuple((kind, re.compile(pattern)) for kind, pattern in _FORMS)

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL|APIKEY"
    r"|(?:API|PRIVATE|ACCESS|SECRET|ENCRYPTION|SIGNING|MASTER|AUTH)_KEY)S?(?:_|$)|_PWD$"
)
_SECRET_WORD = re.compile(r"passw|passphrase|secret|token|credential|key|pwd", re.IGNORECASE)
_HARMLESS_END = re.compile(
    r"_(?:FILE|PATH|DIR|DIRECTORY|NAME|TTL|EXPIRY|EXPIRES|EXPIRES_IN|EXPIRATION|URL|URI|ID|HOST|PORT|ENDPOINT|HEADER"
    r"|LENGTH|SIZE|LIMIT|COUNT|TYPE|ALGORITHM|ISSUER|AUDIENCE|DURATION|SECONDS|MINUTES|MS|TIMEOUT|INTERVAL|ENABLED"
    r"|REQUIRED|POLICY|VERSION|REGION|STORE|ROTATION|PREFIX|USER|USERNAME)$"
)
_COUNTED = re.compile(r"^(?:MAX|MIN|NUM)_.*TOKENS?$|_(?:MAX|MIN|NUM)_.*TOKENS?$")
_PUBLIC = re.compile(r"(?:^|_)PUBLIC(?:_|$)")
_REFERENCE = re.compile(r"\$\([A-Za-z0-9_]+\)|\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*|\{\{.*\}\}|<[^<>]*>|\*+")
_NOT_SECRET = frozenset(("", "true", "false", "yes", "no", "on", "off", "null", "none", "nil", "~", "|", ">"))
_ASSIGNMENT = re.compile(
    r"""(?:^|[\s{,;&?])["']?([A-Za-z][\w.-]*)["']?\s*[:=](?![=:>])\s*"""
    r"""("[^"]*"|'[^']*'|\$\{[^}]*\}|\{\{.*?\}\}|<[^<>]*>|[^\s,;#&}]*)"""
)


def may_hold_secrets(text: str) -> bool:
    """Whether a closer look at the lines of a file is worth it."""
    return _SECRET_WORD.search(text) is not None or _BEGINNING.search(text) is not None


def looks_secret(value: str) -> str | None:
    """What a text contains by its form ("a private key"), or None."""
    if _BEGINNING.search(value) is None:
        return None
    return next((kind for kind, pattern in _EACH if pattern.search(value)), None)


def names_secret(name: str, value: str) -> bool:
    """Whether a setting is a secret by its name, and its value one that was written out."""
    if _SECRET_WORD.search(name) is None:
        return False
    plain = _plain(name)
    if _SECRET_NAME.search(plain) is None or value.strip().lower() in _NOT_SECRET:
        return False
    if _HARMLESS_END.search(plain) or _COUNTED.search(plain) or _PUBLIC.search(plain):
        return False
    return _REFERENCE.fullmatch(value.strip()) is None


def assignments(line: str) -> Iterator[tuple[str, str]]:
    """The settings in a line of a configuration file (YAML, JSON, TOML, properties), unquoted.

    Comments are left out, and lines without a word that could name a secret.
    """
    if _SECRET_WORD.search(line) is None or line.lstrip().startswith(("#", "//", ";")):
        return
    for name, value in _ASSIGNMENT.findall(line):
        # A map or a list is no secret; what stands in it is found by itself.
        if value[:1] not in ("{", "[") or value.startswith("{{"):
            yield name, value[1:-1] if value[:1] in "\"'" and value else value


def _plain(name: str) -> str:
    """``dbPassword``, ``db.password`` and ``DB-PASSWORD`` as ``DB_PASSWORD``."""
    if name.isupper():
        return re.sub(r"[.-]", "_", name)
    return re.sub(r"[.-]", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).upper()
