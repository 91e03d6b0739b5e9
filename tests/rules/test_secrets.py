"""What is taken for a secret, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summitgen.rules.secrets import assignments, looks_secret, may_hold_secrets, names_secret

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# Put together here, so that scanners of this repository find no token in it.
FORMS = [
    ("an AWS access key", "AKIA" + LETTERS[:16].upper()),
    ("an AWS access key", "key=ASIA" + "0" * 16),
    ("a private key", "-----BEGIN " + "PRIVATE KEY-----"),
    ("a private key", "-----BEGIN EC " + "PRIVATE KEY-----"),
    ("a GitHub token", "ghp_" + LETTERS),
    ("a GitHub token", "github_pat_" + LETTERS[:22]),
    ("a GitLab token", "glpat-" + LETTERS[:20]),
    ("a Slack token", "xoxb-" + "1234567890"),
    ("a Slack webhook", "https://hooks.slack.com/services/" + "T0A/B0A/abc"),
    ("a Stripe key", "sk_live_" + LETTERS[:16]),
    ("a Google API key", "AIza" + "a" * 35),
    ("a JSON Web Token", "eyJhbGciOiJI." + "eyJzdWIiOiIx.sig"),
    ("an address with a password", "postgresql://shop:example@db.example.com/shop"),
    ("an address with a password", "redis://:example@redis.example.com"),
]
HARMLESS = [
    "",
    "production",
    "https://shop.example.com/a@b:c",
    "postgresql://shop@db.example.com/shop",
    "postgresql://shop:$(POSTGRES_PASSWORD)@db.example.com/shop",
    "postgresql://shop:${POSTGRES_PASSWORD}@db.example.com/shop",
    "amqp://user:<password>@queue",
    "bolt://neo4j.databases.svc.cluster.local:7687",
    "AKIA is how keys begin",
    "the ghp_ prefix",
    "-----BEGIN CERTIFICATE-----",
    "eyJ",
]


@pytest.mark.parametrize(("kind", "value"), FORMS)
def test_value_that_looks_like_a_secret(kind: str, value: str) -> None:
    assert looks_secret(value) == kind
    assert looks_secret(f"--option='{value}' more") == kind


@pytest.mark.parametrize("value", HARMLESS)
def test_value_that_looks_like_none(value: str) -> None:
    assert looks_secret(value) is None


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "POSTGRES_PASSWORD", "DB_PASSWD", "MYSQL_PWD", "SSH_PASSPHRASE", "JWT_SECRET", "JWT_REFRESH_SECRET",
        "CLIENT_SECRETS", "TOKEN", "NPM_TOKEN", "AWS_CREDENTIALS", "API_KEY", "STRIPE_API_KEYS", "APIKEY",
        "TLS_PRIVATE_KEY", "AWS_SECRET_ACCESS_KEY", "ENCRYPTION_KEY", "dbPassword", "api.key", "client-secret",
    ],
)  # fmt: skip
def test_name_of_a_secret(name: str) -> None:
    assert names_secret(name, "example")
    assert names_secret(name, "12345")


@pytest.mark.parametrize(
    "name",
    [
        "LOG_LEVEL", "PASSWORDLESS", "POSTGRES_PASSWORD_FILE", "SECRET_NAME", "TOKEN_TTL", "TOKEN_EXPIRY", "TOKEN_URL",
        "AWS_ACCESS_KEY_ID", "PRIVATE_KEY_PATH", "JWT_PUBLIC_KEY", "PUBLIC_TOKEN", "MAX_TOKENS", "LLM_MAX_TOKENS",
        "PASSWORD_MIN_LENGTH", "KEYCLOAK_HOST", "MONKEY", "PWD", "SORT_KEY", "TOKENIZER", "SECRETARY",
    ],
)  # fmt: skip
def test_name_of_none(name: str) -> None:
    assert not names_secret(name, "example")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        "true",
        "False",
        "null",
        "$(PASSWORD)",
        "${PASSWORD}",
        "$PASSWORD",
        "{{ .password }}",
        "<from vault>",
        "***",
    ],
)
def test_value_that_gives_no_secret_away(value: str) -> None:
    assert not names_secret("PASSWORD", value)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("password: example", [("password", "example")]),
        ("  PASSWORD=example", [("PASSWORD", "example")]),
        ('"apiKey": "a b", "x": 1', [("apiKey", "a b"), ("x", "1")]),
        ("url = 'db?user=a&token=b'", [("url", "db?user=a&token=b")]),
        ("get?user=a&token=b", [("user", "a"), ("token", "b")]),
        ("{user: a, token: b}", [("user", "a"), ("token", "b")]),
        ("password: ${PASSWORD}", [("password", "${PASSWORD}")]),
        ("token: {{ .token }}", [("token", "{{ .token }}")]),
        ("token: {name: x}", []),
        ("tokens: [a]", []),
        ("password:", [("password", "")]),
        ("# password: example", []),
        ("  // password: example", []),
        ("token == example", []),
        ("token => example", []),
        ("user: a", []),
    ],
)
def test_assignments_of_a_line(line: str, found: list[tuple[str, str]]) -> None:
    assert list(assignments(line)) == found


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_file_that_is_passed_over_holds_nothing(text: str) -> None:
    if not may_hold_secrets(text):
        assert looks_secret(text) is None
        assert not any(names_secret(name, value) for name, value in assignments(text))


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(FORMS), st.text(alphabet=" \t'\",;\n", max_size=5), st.text(max_size=20))
def test_secret_is_found_behind_any_separator(form: tuple[str, str], before: str, behind: str) -> None:
    text = f"{before} {form[1]} {behind}"
    assert may_hold_secrets(text)
    assert looks_secret(text) is not None
