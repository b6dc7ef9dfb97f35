"""Is everything that was promised still true after the load? One statement returns each event that breaks a promise."""

from typing import Any

import sqlalchemy as sa

from bench.names import HOT, event_id

_BROKEN = """
with live as (
  select * from signup where state in ('confirmed', 'waiting', 'offered')),
counted as (
  select q.event_id, q.capacity, q.taken, q.waiting,
         coalesce(sum(case when s.state <> 'waiting' then s.seats end), 0) as held,
         coalesce(sum(case when s.state = 'waiting' then 1 end), 0) as listed,
         count(s.id) - count(distinct s.user_id) as twice,
         count(s.id) - count(distinct s.seq) as same_arrival,
         min(case when s.state = 'waiting' then s.seats end) as smallest_waiting
    from event_quota q left join live s on s.event_id = q.event_id
   group by q.event_id, q.capacity, q.taken, q.waiting)
select * from counted
 where held <> taken or listed <> waiting or held > capacity or twice > 0 or same_arrival > 0
    or smallest_waiting <= capacity - taken
"""
_HELD = """select cast(coalesce(sum(seats), 0) as integer) as held from signup
            where event_id = :event_id and state in ('confirmed', 'offered')"""


def broken_events(url: str) -> list[dict[str, Any]]:
    """Return what is wrong: places held against counted, oversold, people twice, or somebody waiting who would fit."""
    return _read(url, _BROKEN)


def places_held(url: str) -> int:
    """Return how many people have a place at the hot event."""
    held: int = _read(url, _HELD, event_id=event_id(HOT))[0]["held"]
    return held


def _read(url: str, statement: str, **parameters: str) -> list[dict[str, Any]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text(statement), parameters).mappings().all()
    engine.dispose()
    return [dict(row) for row in rows]
