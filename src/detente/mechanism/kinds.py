"""Every kind of entry that this version knows, from every function, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.agreements import entries as agreements
from detente.channels import entries as channels
from detente.claims import entries as claims
from detente.incidents import entries as incidents
from detente.mechanism import entries as mechanism
from detente.observations import entries as observations
from detente.plans import entries as plans
from detente.talks import entries as talks
from detente.terms.entries import Kind

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for room in (
            mechanism,
            plans,
            channels,
            agreements,
            observations,
            claims,
            talks,
            incidents,
        )
        for kind in room.KINDS
    }
)
