"""Lines between posts and what passed on them: is the message received, read back, passed on?

What this room knows: channels, messages, notifications, their delivery ladders, clocks, line
checks. What it must not know: what a plan, site or protest is (only its kind, id and version),
the record that keeps the entries, any clock (`now` is an argument).

entries.py what may be filed; state.py what is so; alerts.py what waits for whom, and until when.
ladder.py the delivery ladder as tables; clocks.py which clocks run; read_back.py what was read
against what was sent; channel_state.py line checks; board.py the picture; what_if.py a replay.
"""
