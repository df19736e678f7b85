"""Distances, planes, coverings and validity of footprints on the WGS 84 ellipsoid.

What this room knows: footprints (terms.where) and geodesics. What it must not know: plans, rules,
entries, time of day. Rule 1: decisions are made by distance on the ellipsoid with a stated error,
never by inscribed polygons. Rule 2: coverings only ever widen. Rule 3: what is drawn (outline) is
never what is decided.
"""
