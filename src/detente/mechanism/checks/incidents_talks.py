"""Incidents x talks: an incident with an answer or a result may be talked over. It is proposed."""

from __future__ import annotations

from detente.incidents.state import State as Incidents
from detente.talks.state import State as Talks
from detente.terms.alerts import Alert
from detente.terms.json import JSON
from detente.terms.who import Charter, Role


def alerts(incidents: Incidents, talks: Talks, charter: Charter) -> list[Alert]:
    """`consultation-proposed` for each incident with a reply or a result that no meeting is about.

    The mediator's posts are asked, or where there is none the first post of each party.
    """
    mediators = [
        post.id
        for post in charter.posts.values()
        if charter.actors[post.actor].role is Role.MEDIATOR
    ]
    parties = [
        charter.posts_of(actor.id)[0]
        for actor in charter.actors.values()
        if actor.role is Role.PARTY and charter.posts_of(actor.id)
    ]
    found = []
    for incident, answered in incidents.answered():
        if talks.is_talked_over(incident):
            continue
        evidence: dict[str, JSON] = {"incident": incident, "answered_by": answered.kind}
        found.append(
            Alert(
                rule="consultation-proposed",
                subjects=(incident,),
                version="1",
                function="talks",
                title=f"Incident {incident} has a {answered.kind}: it may be talked over",
                addressees=tuple(mediators or parties),
                raised_at=answered.filed_at,
                evidence=evidence,
                entries=(answered.id,),
            )
        )
    return found
