"""Plans that conflict, all at once and one at a time: ours beside PostGIS, DuckDB, Shapely."""
