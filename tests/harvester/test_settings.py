"""Settings: each is explained, a wrong value refuses to start and says what is allowed, each limit is met."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.clock import REFERENCE
from support.labs import base_of, lab, text

from harvester.errors import SettingsError
from harvester.judge import judge
from harvester.profile import profile_of
from server.cli import cli
from server.settings import Settings

TESTS = Path(__file__).parents[1]
NAMES = list(Settings.model_fields)


@pytest.mark.parametrize("name", NAMES)
def test_setting_is_explained(name: str) -> None:
    told = Settings.model_fields[name].description or ""
    assert len(told) > 15
    assert told.endswith(".")
    assert f"`{name}`" in (TESTS.parent / "docs" / "reference" / "settings.md").read_text()


#: A value that is not allowed, and words of the sentence that says what is.
WRONG: dict[str, list[tuple[str, str]]] = {
    "public_base_url": [("commons.example", "for instance https://"), ("ftp://x", "for instance https://")],
    "time_zone": [("Saint-Étienne", "for instance Europe/Paris"), ("../etc", "for instance Europe/Paris")],
    "area": [("Loire", "lists are written as JSON"), ("[1, 2]", "south, west, north, east"), ('["a",1,1,1]', "number")],
    "allow_loopback": [("maybe", "valid boolean")],
    "max_redirects": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "back_off": [
        ("1h", "lists are written as JSON"),
        ("[]", "at least 1"),
        ('["soon"]', "for instance 20s, 10m, 6h, 3d"),
    ],
    "port": [("-1", "greater than or equal to 0"), ("65536", "less than or equal to 65535"), ("web", "integer")],
    "receipts_kept": [("0", "greater than or equal to 1")],
    "coverage_radius": [("0", "greater than 0"), ("201", "less than or equal to 200"), ("far", "integer")],
    "shrink_minimum": [("0", "greater than or equal to 1")],
    "query_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "query_long": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "answer_cache_bytes": [("-1", "greater than or equal to 0"), ("32 MiB", "integer")],
    "publisher_url": [("network.example", "for instance https://"), ("javascript:x", "for instance https://")],
    "publisher_email": [("bonjour", "for instance bonjour@"), ("a b@c.example", "for instance bonjour@")],
    "hub_licence": [("free", "for instance etalab-2.0")],
    "accessibility_state": [("conforme", "'none', 'partial' or 'full'")],
    "accessibility_rate": [("101", "less than or equal to 100"), ("-1", "greater than or equal to 0")],
    "accessibility_date": [("hier", "for instance 2026-11-25"), ("20261125", "for instance 2026-11-25")],
    "accessibility_contact": [("bonjour", "for instance contact@")],
    "privacy_contact": [("javascript:x", "for instance contact@")],
    "notice_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "map_outlines": [("communes.geojson", "lists are written as JSON"), ('["nowhere.geojson"]', "cannot be read")],
    "map_tiles_url": [
        ("https://tiles.example/1.png", "{z}, {x} and {y}"),
        ("http://a/{z}/{x}/{y}", "an https address"),
    ],
    "check_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "publish_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "smtp_port": [("0", "greater than 0"), ("65536", "less than or equal to 65535"), ("mail", "integer")],
    "smtp_security": [("ssl", "'starttls', 'tls' or 'none'")],
    "mail_from": [("hub", "for instance hub@"), ("a b@c.example", "for instance hub@")],
    "mail_back_off": [("1h", "lists are written as JSON"), ("[]", "at least 1")],
    "again_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "feeds_per_lab": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "registration_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "moderation_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "hosted_most": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "hosting_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "desk_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "reissue_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "fault_rate": [("-1", "greater than or equal to 0"), ("many", "integer")],
    "registration_policy": [("open", "'accept', 'review' or 'closed'")],
    "registration_trusted": [
        ("reseau.example", "lists are written as JSON"),
        ('["reseau"]', "for instance network.example"),
    ],
    "hosting_policy": [("review", "'accepted' or 'pending'")],
    "trusted_proxy": [("proxy.example", "for instance 127.0.0.1"), ("10.0.0.0/8", "for instance 127.0.0.1")],
}
#: Any text is a folder, a name or an address to show.
FREE = {
    "data", "contact_url", "host", "publisher_name", "publisher_address", "publisher_phone", "publication_director",
    "hosting_name", "hosting_address", "hosting_phone", "accessibility_auditor", "access_log",
    "map_tiles_attribution", "smtp_host", "smtp_user", "smtp_password",
}  # fmt: skip
DURATIONS = [n for n in NAMES if Settings.model_fields[n].annotation is timedelta]
NUMBERS = [n for n in NAMES if Settings.model_fields[n].annotation is int and n not in WRONG]

WRONG |= {
    n: [("soon", "for instance 20s, 10m, 6h, 3d"), ("0s", "greater than"), ("-5m", "for instance 20s")]
    for n in DURATIONS
}
WRONG |= {n: [("0", "greater than 0"), ("1.5", "integer"), ("lots", "integer")] for n in NUMBERS}


def test_every_setting_has_a_wrong_value_in_the_table() -> None:
    assert set(NAMES) == set(WRONG) | FREE


@pytest.mark.parametrize(
    ("name", "value", "said"), [(n, value, said) for n, rows in WRONG.items() for value, said in rows]
)
def test_wrong_value_refuses_to_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"FABCOMMONS_{name.upper()}", value)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert name in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.hint


RIGHT = [
    ("fetch_time", "90s", timedelta(seconds=90)), ("fetch_time", "1.5m", timedelta(seconds=90)),
    ("visit_every", "12h", timedelta(hours=12)), ("gone_after", " 60d ", timedelta(days=60)),
    ("back_off", '["10m", "1h"]', (timedelta(minutes=10), timedelta(hours=1))),
    ("area", "[45, 3.5, 46.5, 5]", (45.0, 3.5, 46.5, 5.0)), ("allow_loopback", "true", True),
    ("public_base_url", "https://commons.example/", "https://commons.example"),
    ("time_zone", "Indian/Reunion", "Indian/Reunion"),
    ("max_redirects", "0", 0), ("port", "0", 0), ("data", "/srv/hub", Path("/srv/hub")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "expected"), RIGHT)
def test_right_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: Any) -> None:
    monkeypatch.setenv(f"FABCOMMONS_{name.upper()}", value)
    assert getattr(Settings.read(), name) == expected


# --- where values come from -----------------------------------------------------------------------------------------


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of settings, named by the environment."""
    path = tmp_path / "hub.toml"
    monkeypatch.setenv("FABCOMMONS_CONFIG", str(path))
    return path


def test_flag_wins_over_environment_over_file_over_default(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toml.write_text('port = 1\nhost = "0.0.0.0"\nfetch_time = "5s"\nback_off = ["1h", "2h"]\n')
    monkeypatch.setenv("FABCOMMONS_PORT", "2")
    monkeypatch.setenv("FABCOMMONS_HOST", "::1")
    found = Settings.read(port=3, host=None)
    assert (found.port, found.host, found.fetch_time) == (3, "::1", timedelta(seconds=5))
    assert found.back_off == (timedelta(hours=1), timedelta(hours=2))
    assert found.max_redirects == 5


@pytest.mark.parametrize(("content", "said"), [
    ("max_redirect = 3", "no setting is called 'max_redirect'"),
    ("max_redirect = 3", "max_redirects"),
    ("port = ", "cannot be read"),
    ("port = 70000", "less than or equal to 65535"),
    (None, "No such file"),
])  # fmt: skip
def test_wrong_file_refuses_to_start(toml: Path, content: str | None, said: str) -> None:
    if content is not None:
        toml.write_text(content)
    with pytest.raises(SettingsError, match=re.escape(said)):
        Settings.read()


def test_settings_are_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read at import, and nothing changes afterwards."""
    before = Settings.read()
    monkeypatch.setenv("FABCOMMONS_PORT", "2")
    assert before.port == 8000
    with pytest.raises(ValueError, match="frozen"):
        before.port = 3


def test_command_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABCOMMONS_MAX_QUADS", "lots")
    done = CliRunner().invoke(cli, ["sources"])
    assert isinstance(done.exception, SettingsError)
    assert "max_quads" in str(done.exception)
    assert "Most quads" in str(done.exception)


#: The limits of DESIGN «States and limits».
DEFAULTS: dict[str, Any] = {
    "max_document_bytes": 5 * 1024**2, "fetch_time": timedelta(seconds=20), "max_redirects": 5, "allow_loopback": False,
    "max_depth": 64, "max_quads": 200_000, "visit_every": timedelta(hours=6), "stale_after": timedelta(days=3),
    "back_off": (timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=4)),
    "silent_after": timedelta(days=14), "gone_after": timedelta(days=30), "receipts_kept": 3,
    "history_kept": timedelta(days=180), "query_time": timedelta(seconds=10), "query_rows": 100_000,
    "query_bytes": 50 * 1024**2, "query_memory_bytes": 1024**3, "query_length": 64 * 1024,
    "query_rate": 60, "query_burst": 20,
}  # fmt: skip


@pytest.mark.parametrize("name", DEFAULTS)
def test_default_is_the_one_decided(name: str) -> None:
    assert getattr(Settings.read(), name) == DEFAULTS[name]


# --- each limit is met ----------------------------------------------------------------------------------------------

#: Where a test goes over the limit and sees what happens.
MET = {
    "max_document_bytes": "harvester/test_fetch.py::test_size_is_counted_packed_and_unpacked",
    "fetch_time": "harvester/test_fetch.py::test_deadline_holds_over_tls",
    "max_redirects": "harvester/test_fetch.py::test_number_of_redirects_is_a_setting",
    "allow_loopback": "harvester/test_fetch.py::test_loopback_hears_nothing_when_it_is_not_allowed",
    "contact_url": "harvester/test_fetch.py::test_it_says_who_asks_and_nothing_else",
    "max_depth": "harvester/test_settings.py::test_limits_of_a_document",
    "max_quads": "harvester/test_settings.py::test_limits_of_a_document",
    "time_zone": "harvester/test_settings.py::test_local_times_are_those_of_the_time_zone",
    "area": "harvester/test_unchanged.py::test_new_settings_judge_again_too",
    "judge_time": "harvester/test_document_faults.py::test_poison_costs_no_more_than_its_time",
    "judge_memory_bytes": "harvester/test_pipeline.py::test_memory_of_a_judge_is_a_setting",
    "judge_processes": "harvester/test_pipeline.py::test_number_of_judges_is_a_setting",
    "fetch_threads": "harvester/test_politeness.py::test_number_of_fetches_at_a_time_is_a_setting",
    "visit_every": "harvester/test_schedule.py::test_waits_are_settings",
    "back_off": "harvester/test_schedule.py::test_waits_are_settings",
    "stale_after": "harvester/test_schedule.py::test_waits_are_settings",
    "silent_after": "harvester/test_schedule.py::test_waits_are_settings",
    "gone_after": "harvester/test_schedule.py::test_waits_are_settings",
    "receipts_kept": "harvester/test_unchanged.py::test_only_the_last_receipts_are_kept",
    "history_kept": "harvester/test_keep.py::test_old_graphs_go_when_their_time_is_over",
    "shrink_minimum": "harvester/test_schedule.py::test_what_is_a_sudden_loss",
    "query_time": "server/test_guard.py::test_time_is_a_limit_and_the_pool_heals",
    "query_rows": "server/test_guard.py::test_each_limit_gives_its_problem_and_the_pool_heals",
    "query_bytes": "server/test_guard.py::test_each_limit_gives_its_problem_and_the_pool_heals",
    "query_memory_bytes": "server/test_guard.py::test_each_limit_gives_its_problem_and_the_pool_heals",
    "query_length": "server/test_sparql_run.py::test_problems_are_values",
    "query_waiting": "server/test_guard.py::test_a_full_pool_says_so",
    "query_workers": "server/test_guard.py::test_a_full_pool_says_so",
    "query_quick": "server/test_guard.py::test_a_query_that_is_not_quick_makes_room_or_ends",
    "query_long": "server/test_guard.py::test_a_query_that_is_not_quick_makes_room_or_ends",
    "page_workers": "server/test_guard.py::test_pages_have_places_of_their_own",
    "query_rest": "server/test_guard.py::test_an_idle_worker_lets_go_of_its_generation",
    "query_rate": "web/test_rate.py::test_burst_then_rate",
    "query_burst": "web/test_rate.py::test_burst_then_rate",
    "answer_cache_bytes": "web/test_recent.py::test_size_is_bounded_and_the_least_recent_goes_first",
    "request_bytes": "web/test_listen.py::test_bodies_and_heads_are_limited",
    "request_head_bytes": "web/test_listen.py::test_bodies_and_heads_are_limited",
    "web_connections": "web/test_listen.py::test_one_more_connection_waits_until_an_idle_one_ends",
    "web_idle": "web/test_listen.py::test_one_more_connection_waits_until_an_idle_one_ends",
    "export_bytes": "exports/test_building.py::test_oldest_go_first",
    "export_builds": "exports/test_building.py::test_who_waits_too_long_is_told_so",
    "jsonld_triples": "pages/test_round_trip.py::test_data_over_the_limit_are_written_flat",
    "access_log_kept": "web/test_access.py::test_old_files_go",
    "notice_rate": "pages/test_report.py::test_rate_and_burst_are_settings",
    "notice_burst": "pages/test_report.py::test_rate_and_burst_are_settings",
    "notice_length": "pages/test_report.py::test_what_is_too_long_comes_back",
    "notice_contact_length": "pages/test_report.py::test_what_is_too_long_comes_back",
    "notice_page_length": "pages/test_report.py::test_what_is_too_long_comes_back",
    "notices_waiting": "pages/test_report.py::test_a_full_box_says_where_to_write",
    "notice_kept": "harvester/test_notices.py::test_what_is_personal_goes_when_its_time_is_over",
    "agenda_days": "pages/test_agenda.py::test_what_repeats_is_unfolded_for_so_many_days",
    "agenda_turns": "pages/test_recurrences.py::test_turns_are_counted_up_to_the_limit",
    "agenda_recurrences": "pages/test_agenda.py::test_recurrences_of_a_lab_are_unfolded_up_to_the_limit",
    "coverage_radius": "pages/test_coverage_page.py::test_radius_is_a_setting_until_a_reader_chooses",
    "coverage_communes": "pages/test_coverage_page.py::test_an_area_with_too_many_communes_is_refused",
    "check_rate": "pages/test_check_limits.py::test_rate_is_a_setting",
    "check_burst": "pages/test_check_limits.py::test_rate_is_a_setting",
    "check_at_once": "pages/test_check_limits.py::test_so_many_checks_at_once",
    "check_findings": "pages/test_check_limits.py::test_findings_are_told_up_to_the_limit",
    "check_mend_bytes": "pages/test_check_limits.py::test_long_files_have_no_mends",
    "check_preview_bytes": "pages/test_check_limits.py::test_long_files_have_no_preview",
    "smtp_time": "told/test_post.py::test_a_mail_server_that_says_nothing_holds_nobody_up",
    "mail_back_off": "told/test_post.py::test_a_time_to_wait_grows_by_a_setting",
    "mail_given_up": "told/test_post.py::test_given_up_after_its_time",
    "mail_kept": "told/test_post.py::test_what_was_sent_is_forgotten_after_its_time",
    "digest_every": "told/test_telling.py::test_waits_between_letters_are_settings",
    "trouble_every": "told/test_telling.py::test_waits_between_letters_are_settings",
    "confirm_within": "told/test_links.py::test_an_old_link_is_refused_and_the_address_erased",
    "confirm_most": "told/test_links.py::test_number_of_confirmations_is_a_setting",
    "again_every": "told/test_asking.py::test_rest_of_a_source_and_rate_of_a_client_are_settings",
    "again_rate": "told/test_asking.py::test_rest_of_a_source_and_rate_of_a_client_are_settings",
    "again_burst": "told/test_asking.py::test_rest_of_a_source_and_rate_of_a_client_are_settings",
    "feed_entries": "told/test_feed_and_badge.py::test_length_of_the_feed_is_a_setting",
    "badge_kept": "told/test_feed_and_badge.py::test_badge_may_be_shown_anywhere_and_loads_nothing",
    "usage_every": "told/test_usage.py::test_how_often_counts_are_written_is_a_setting",
    "usage_kept": "told/test_usage.py::test_old_counts_are_erased",
    "trusted_proxy": "web/test_listen.py::test_only_a_trusted_proxy_is_believed",
    "publish_bytes": "pages/test_publish_page.py::test_size_and_number_of_fields_are_settings",
    "publish_fields": "pages/test_publish_page.py::test_size_and_number_of_fields_are_settings",
    "publish_rows": "pages/test_publish_page.py::test_rows_of_a_group_are_a_setting",
    "publish_rate": "pages/test_publish_page.py::test_checks_are_limited_and_nothing_is_lost",
    "publish_burst": "pages/test_publish_page.py::test_checks_are_limited_and_nothing_is_lost",
    "feeds_per_lab": "feeds/test_feeds_gathered.py::test_number_of_sessions_and_of_feeds_are_settings",
    "feed_events": "feeds/test_feeds_gathered.py::test_number_of_sessions_and_of_feeds_are_settings",
    "feed_days": "feeds/test_feeds_gathered.py::test_how_many_days_ahead_and_how_long_kept_are_settings",
    "feed_kept": "feeds/test_feeds_gathered.py::test_how_many_days_ahead_and_how_long_kept_are_settings",
    "live_every": "feeds/test_live.py::test_how_often_and_how_large_are_settings",
    "live_kept": "feeds/test_live.py::test_how_often_and_how_large_are_settings",
    "live_bytes": "feeds/test_live.py::test_how_often_and_how_large_are_settings",
    "registration_rate": "desk/test_registering.py::test_rate_burst_and_length_are_settings",
    "registration_burst": "desk/test_registering.py::test_rate_burst_and_length_are_settings",
    "registration_length": "desk/test_registering.py::test_rate_burst_and_length_are_settings",
    "registrations_waiting": "desk/test_registering.py::test_number_of_those_who_wait_is_a_setting",
    "claim_kept": "desk/test_proofs.py::test_requests_are_kept_up_to_the_limit",
    "claims_waiting": "desk/test_proofs.py::test_requests_are_kept_up_to_the_limit",
    "proof_every": "desk/test_proofs.py::test_proof_every_and_proof_lapses_are_settings",
    "proof_lapses": "desk/test_proofs.py::test_proof_every_and_proof_lapses_are_settings",
    "moderation_rate": "desk/test_moderation_pages.py::test_tries_are_a_setting",
    "hosted_most": "pages/test_hosted_files.py::test_limits_of_hosting_are_settings",
    "hosted_bytes": "pages/test_hosted_files.py::test_limits_of_hosting_are_settings",
    "hosted_versions": "pages/test_hosted_files.py::test_limits_of_hosting_are_settings",
    "hosting_rate": "pages/test_hosted_files.py::test_limits_of_hosting_are_settings",
    "hosting_burst": "pages/test_hosted_files.py::test_limits_of_hosting_are_settings",
    "desk_rate": "pages/test_log_pages.py::test_length_of_a_note_and_rate_of_changes_are_settings",
    "desk_burst": "pages/test_log_pages.py::test_length_of_a_note_and_rate_of_changes_are_settings",
    "log_length": "pages/test_log_pages.py::test_length_of_a_note_and_rate_of_changes_are_settings",
    "reissue_rate": "pages/test_hosted_files.py::test_letter_is_too_old_after_a_day_and_asking_has_a_rate",
    "reissue_burst": "pages/test_hosted_files.py::test_letter_is_too_old_after_a_day_and_asking_has_a_rate",
    "reissue_kept": "pages/test_hosted_files.py::test_letter_is_too_old_after_a_day_and_asking_has_a_rate",
    "reissue_most": "pages/test_contact_doors.py::test_nobody_is_flooded_with_lost_links",
    "fault_rate": "pages/test_log_pages.py::test_limits_of_faults_are_settings",
    "fault_burst": "pages/test_log_pages.py::test_limits_of_faults_are_settings",
    "fault_length": "pages/test_log_pages.py::test_limits_of_faults_are_settings",
    "fault_contact_length": "pages/test_log_pages.py::test_limits_of_faults_are_settings",
    "faults_open": "pages/test_log_pages.py::test_limits_of_faults_are_settings",
    "fault_kept": "pages/test_log_pages.py::test_contact_is_erased_after_its_time_and_all_with_the_source",
    "table_rows": "adapters/test_hostile_tables.py::test_limits_are_settings",
    "table_columns": "adapters/test_hostile_tables.py::test_limits_are_settings",
    "table_cells": "adapters/test_hostile_tables.py::test_limits_are_settings",
    "unpacked_bytes": "adapters/test_hostile_tables.py::test_size_once_unpacked_is_a_setting",
    "unpacked_members": "adapters/test_hostile_tables.py::test_size_once_unpacked_is_a_setting",
    "page_head": "adapters/test_hostile_pages.py::test_limits_of_a_page_are_settings",
    "page_tags": "adapters/test_hostile_pages.py::test_limits_of_a_page_are_settings",
    "page_tag": "adapters/test_hostile_pages.py::test_limits_of_a_page_are_settings",
    "page_things": "adapters/test_hostile_pages.py::test_limits_of_a_page_are_settings",
    "check_page_bytes": "pages/test_check_limits.py::test_long_texts_are_left_out_of_the_page",
    "page_findings": "pages/test_check_limits.py::test_findings_on_a_page_are_a_setting",
    "manifest_bytes": "feeds/test_feeds_gathered.py::test_size_of_a_manifest_is_a_setting",
    "dns_time": "desk/test_proofs.py::test_how_long_name_servers_are_asked_is_a_setting",
}
#: Where things are and how often they happen; nothing is over them.
NO_LIMITS = {
    "registration_policy", "registration_trusted", "hosting_policy",
    "smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password", "mail_from",
    "session_kept",
    "listen_every",
    "data", "public_base_url", "host", "port", "harvest_every", "web_threads", "publisher_name", "publisher_url",
    "publisher_email", "publisher_address", "publisher_phone", "publication_director", "hosting_name",
    "hosting_address", "hosting_phone", "accessibility_state", "accessibility_rate", "accessibility_date",
    "accessibility_auditor", "accessibility_contact", "privacy_contact", "access_log", "hub_licence",
    "map_outlines", "map_tiles_url", "map_tiles_attribution", "map_tiles_zoom",
}  # fmt: skip


def test_every_limit_is_met_by_a_test() -> None:
    assert set(NAMES) == set(MET) | NO_LIMITS
    for place in MET.values():
        file, _, name = place.partition("::")
        functions = [n.name for n in ast.parse((TESTS / file).read_text()).body if isinstance(n, ast.FunctionDef)]
        assert name in functions, place


@pytest.mark.parametrize(("limits", "rule", "value"), [
    ({"max_depth": 3}, "L1-depth", "3"), ({"max_depth": 6}, None, ""),
    ({"max_quads": 10}, "L2-quads", "10"), ({"max_quads": 100}, None, ""),
])  # fmt: skip
def test_limits_of_a_document(limits: dict[str, int], rule: str | None, value: str) -> None:
    verdict = judge(text(lab(machines=2)), base_of("lab"), profile_of(Settings.read(**limits), REFERENCE))
    broken = {f.rule: f.params.get("limit") for f in verdict.findings if f.severity == "Violation"}
    assert broken == ({rule: value} if rule else {})


def test_local_times_are_those_of_the_time_zone() -> None:
    event = {"#e": {"@type": "Evenement", "nom": "Fête", "debut": "2026-12-03T18:00", "fin": "2026-12-03T20:00"}}
    profile = profile_of(Settings.read(time_zone="Indian/Reunion"), REFERENCE)
    assert b"2026-12-03T18:00:00+04:00" in judge(text(lab(machines=0, agenda=event)), base_of("lab"), profile).graph
