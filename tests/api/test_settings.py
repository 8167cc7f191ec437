"""Settings: the reference names each with its default, and a bad value is a sentence that names the variable."""

from __future__ import annotations

import re

import pytest

from api.settings import PREFIX, Settings, SettingsError, read_settings
from tests.conftest import ROOT
from unmap.files import shipped_data

REFERENCE = (ROOT / "docs/reference.md").read_text(encoding="utf-8")

SHOWN = {
    "data": "the one that came with unmap",
    "base_url": "none",
    "trusted_proxies": "none",
    "operator_token": "none",
    "sign_on_header": "none",
    "sign_on_proxy": "none",
    "embed_in": "none",
    "run_folder": "none",
    "workspace": "none",
    "log_clients": "false",
}
"""Defaults that the reference says in words."""


@pytest.mark.parametrize("name", Settings.model_fields)
def test_readme_names_every_setting_with_its_default(name: str) -> None:
    rows = dict(re.findall(r"^\| `(UNMAP_\w+)` \| ([^|]+?) \|", REFERENCE, re.MULTILINE))
    default = SHOWN.get(name, str(Settings.model_fields[name].default).removesuffix(".0"))
    assert rows[PREFIX + name.upper()].strip("`") == default


def test_readme_names_no_other_setting() -> None:
    named = set(re.findall(r"^\| `(UNMAP_\w+)` \|", REFERENCE, re.MULTILINE))
    assert named <= {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


BAD = {
    "UNMAP_QUERY_LIMIT_S": ("0", "-1", "nan", "soon"),
    "UNMAP_TIME_LIMIT_S": ("0",),
    "UNMAP_LONG_AT_ONCE": ("0", "1.5", "1000"),
    "UNMAP_LONG_WAIT_S": ("-3",),
    "UNMAP_STOP_LIMIT_S": ("0",),
    "UNMAP_BYTES_KEPT": ("10",),
    "UNMAP_BYTES_LIMIT": ("0",),
    "UNMAP_RATE_LIMIT": ("often", "0/minute", "5/fortnight"),
    "UNMAP_BASE_URL": ("example.org", "ftp://example.org", "https://example.org/map", "https://"),
    "UNMAP_TRUSTED_PROXIES": ("somewhere", "10.0.0.1/8", "10.0.0.1,proxy"),
    "UNMAP_EMBED_IN": ("example.org", "https://example.org/page", "https://a.org; script-src *", "'unsafe-inline'"),
    "UNMAP_LOG": ("all",),
    "UNMAP_LOG_CLIENTS": ("perhaps",),
}


@pytest.mark.parametrize(("variable", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_bad_value_is_refused_by_the_name_of_its_variable(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=rf"^{variable}: \w"):
        read_settings()


def test_all_bad_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNMAP_LOG", "all")
    monkeypatch.setenv("UNMAP_RATE_LIMIT", "often")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert {line.partition(":")[0] for line in str(error.value).splitlines()} == {"UNMAP_LOG", "UNMAP_RATE_LIMIT"}


def test_good_values_are_read_and_empty_ones_count_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNMAP_RATE_LIMIT", "100/minute")
    monkeypatch.setenv("UNMAP_TRUSTED_PROXIES", "10.0.0.0/8, ::1")
    monkeypatch.setenv("UNMAP_BASE_URL", "https://example.org/")
    monkeypatch.setenv("UNMAP_EMBED_IN", "https://intranet.example.org/, https://*.example.com:8443")
    monkeypatch.setenv("UNMAP_DATA", "")
    settings = read_settings()
    assert settings.rate is not None
    assert (settings.rate.amount, settings.rate.get_expiry()) == (100, 60)
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.embed_in == ("https://intranet.example.org", "https://*.example.com:8443")
    assert settings.base_url == "https://example.org"
    assert settings.data == shipped_data()
