"""Ways apart: changes of time or height after which two plans no longer meet, nor meet a third.

What this room knows: activities, separations, bounds. What it must not know: who asks, entries.
Changes of route are not searched for: who flies where is for people to say.
"""

from detente.plans.apart.field import Field
from detente.plans.apart.search import Asking, after, ways_apart
from detente.plans.apart.values import Moved, NoWay, WayApart, Ways

__all__ = ["Asking", "Field", "Moved", "NoWay", "WayApart", "Ways", "after", "ways_apart"]
