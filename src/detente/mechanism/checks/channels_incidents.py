"""Channels x incidents: a protest is made known to those it addresses, on a ladder of its own."""

from __future__ import annotations

from detente.channels.state import State as Channels
from detente.incidents.state import State as Incidents
from detente.terms.alerts import Alert
from detente.terms.json import JSON
from detente.terms.who import Charter


def alerts(incidents: Incidents, channels: Channels, charter: Charter) -> list[Alert]:
    """`protest-to-notify` for each protest of which no notification was filed."""
    found = []
    for entry in incidents.protests():
        protest = entry.value
        recipients = [one for one in protest.to if one in charter.actors]
        if not recipients or channels.has_notified("protest", protest.protest, 1):
            continue
        evidence: dict[str, JSON] = {
            "actor": protest.by,
            "recipients": list(recipients),
            "about": {"kind": "protest", "id": protest.protest, "version": 1},
            "words": protest.words,
            "precedence": "routine",
        }
        found.append(
            Alert(
                rule="protest-to-notify",
                subjects=(protest.protest,),
                version="1",
                function="channels",
                title=f"Protest {protest.protest} is to be made known to {', '.join(recipients)}",
                addressees=charter.posts_of(protest.by)[:1],
                raised_at=entry.filed_at,
                evidence=evidence,
                entries=(entry.id,),
            )
        )
    return found
