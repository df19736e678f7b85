"""What may be filed about the record: clocks, corrections, withdrawals, alerts, referrals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detente.mechanism.charter import CHARTER
from detente.terms.entries import Filer, Kind
from detente.terms.fields import Fields
from detente.terms.json import JSONObject


@dataclass(frozen=True, slots=True)
class Clock:
    """The sequencer's time for the batch that follows."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """Replaces the body of an earlier entry of the same actor; the before remains."""

    corrects: str
    body: JSONObject
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Takes back an earlier entry of the same actor; the before remains."""

    withdraws: str
    reason: str


@dataclass(frozen=True, slots=True)
class Handling:
    """A post takes an alert until a moment, closes it with a reason, or reopens it."""

    act: str  # take, close, reopen
    alert: str
    words: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A person hands something to another mechanism; nothing else leads from one to another."""

    referral: str
    to: str
    about: str
    reason: str
    words: str


def _clock(fields: Fields) -> Clock:
    clock = Clock(fields.moment("at"))
    fields.done()
    return clock


def _correction(fields: Fields) -> Correction:
    correction = Correction(
        fields.id("corrects"), fields.object("body").value, fields.text("reason")
    )
    fields.done()
    return correction


def _withdrawal(fields: Fields) -> Withdrawal:
    withdrawal = Withdrawal(fields.id("withdraws"), fields.text("reason"))
    fields.done()
    return withdrawal


def _take(fields: Fields) -> Handling:
    handling = Handling("take", fields.id("alert"), "", fields.moment("until"))
    fields.done()
    return handling


def _close(fields: Fields) -> Handling:
    handling = Handling("close", fields.id("alert"), fields.text("reason"))
    fields.done()
    return handling


def _reopen(fields: Fields) -> Handling:
    handling = Handling("reopen", fields.id("alert"), fields.text("reason"))
    fields.done()
    return handling


def _referral(fields: Fields) -> Referral:
    referral = Referral(
        fields.id("referral"),
        fields.id("to"),
        fields.id("about"),
        fields.text("reason"),
        fields.text("words", required=False),
    )
    fields.done()
    return referral


def _says_handling(handling: Handling) -> str:
    done = {"take": "taken", "close": "closed", "reopen": "reopened"}[handling.act]
    why = f": {handling.words}" if handling.words else ""
    return f"Alert {handling.alert} {done}{why}"


def _kind(
    name: str,
    parse: Callable[[Fields], Any],
    says: Callable[[Any], str],
    filer: Filer = Filer.ANY_POST,
) -> Kind:
    return Kind(name, "mechanism", parse, says, filer, amended_by="nothing")


KINDS: tuple[Kind, ...] = (
    CHARTER,
    _kind("clock", _clock, lambda _: "The sequencer's clock", Filer.CLERK),
    _kind("correction", _correction, lambda it: f"Corrects an earlier entry: {it.reason}"),
    _kind("withdrawal", _withdrawal, lambda it: f"Takes an earlier entry back: {it.reason}"),
    _kind("alert.take", _take, _says_handling),
    _kind("alert.close", _close, _says_handling),
    _kind("alert.reopen", _reopen, _says_handling),
    _kind(
        "referral",
        _referral,
        lambda it: f"Referred to the mechanism {it.to}: {it.about} ({it.reason})",
    ),
)
