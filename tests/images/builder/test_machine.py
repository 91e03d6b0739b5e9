"""How this machine reaches registries: what of its settings goes into the stand-ins of base images."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.images.builder import machine

if TYPE_CHECKING:
    from pathlib import Path

CERTIFICATE = "-----BEGIN CERTIFICATE-----\n"


@pytest.fixture(autouse=True)
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's bundle of certificates."""
    file = tmp_path / "bundle.crt"
    file.write_text(CERTIFICATE)
    monkeypatch.setattr(machine, "_BUNDLES", (str(tmp_path / "absent"), str(file)))
    return file


def test_a_machine_without_settings_gives_its_certificates_alone(tmp_path: Path) -> None:
    assert machine.settings({}, tmp_path) == ({machine.BUNDLE: CERTIFICATE}, {})


def test_a_machine_without_certificates_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_BUNDLES", ())
    assert machine.settings({}, tmp_path) == ({}, {})


def test_own_certificates_are_told_to_npm_pip_and_node(tmp_path: Path) -> None:
    own = tmp_path / "own.crt"
    own.write_text("own")
    files, variables = machine.settings({"SSL_CERT_FILE": str(own)}, tmp_path)
    assert files[machine.BUNDLE] == "own"
    assert files["usr/local/etc/npmrc"] == f"cafile=/{machine.BUNDLE}\n"
    assert files["etc/pip.conf"] == f"[global]\ncert = /{machine.BUNDLE}\n"
    assert variables == dict.fromkeys(("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"), f"/{machine.BUNDLE}")


def test_registries_are_told_to_npm_pip_uv_and_go(tmp_path: Path) -> None:
    environ = {"PIP_INDEX_URL": "https://pip.example", "GOPROXY": "https://go.example", "GOSUMDB": "off", "HOME": "/x"}
    (tmp_path / ".npmrc").write_text("fund=false\nregistry = https://npm.example\n")
    files, variables = machine.settings(environ, tmp_path)
    assert files["usr/local/etc/npmrc"] == "registry=https://npm.example\n"
    assert files["etc/pip.conf"] == "[global]\nindex-url = https://pip.example\n"
    assert variables == {
        "GOPROXY": "https://go.example",
        "GOSUMDB": "off",
        "UV_DEFAULT_INDEX": "https://pip.example",
    }


@pytest.mark.parametrize("name", ["npm_config_registry", "NPM_CONFIG_REGISTRY"])
def test_the_environment_goes_before_npms_file(tmp_path: Path, name: str) -> None:
    (tmp_path / ".npmrc").write_text("registry=https://file.example\n")
    files = machine.settings({name: "https://variable.example"}, tmp_path).files
    assert files["usr/local/etc/npmrc"] == "registry=https://variable.example\n"


def test_secrets_of_npms_file_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text("//npm.example/:_authToken=secret\n")
    assert "secret" not in str(machine.settings({}, tmp_path))
