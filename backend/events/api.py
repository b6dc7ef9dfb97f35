"""Events, series, campaigns and calendars."""

from flask import Blueprint, Response, request

from backend.config import settings
from backend.core import list_memory
from backend.core.actor import Actor
from backend.events import calendar, campaign, edit, queries, series
from backend.events.schemas import (
    CampaignChange,
    CampaignIn,
    CampaignOut,
    CampaignPage,
    CampaignQuery,
    CancelIn,
    EventChange,
    EventIn,
    EventOut,
    EventPage,
    EventQuery,
    FeedOut,
    SeriesIn,
    SeriesMade,
    SeriesOut,
    named_fields,
)
from backend.http.answers import answer, encode, nothing, tagged
from backend.http.auth import PUBLIC, SIGNED_IN
from backend.http.schemas import In
from backend.http.spec import API, endpoint
from backend.security.permissions import Permission

api = Blueprint("events", __name__)


@api.get("/events")
@endpoint(PUBLIC, query=EventQuery, answers={200: EventPage, 304: None}, refuses=(401,))
def list_events(query: EventQuery, actor: Actor) -> Response:
    """List events by start: those that are not over, unless `from` says otherwise."""
    if not queries.is_for_everybody(query):
        return tagged(encode(queries.events(query, actor=actor)))
    key = request.query_string.decode("latin-1")
    return tagged(list_memory.remembered(key, lambda: encode(queries.events(query, actor=actor))))


@api.get("/events/<ulid:event_id>")
@endpoint(PUBLIC, answers={200: EventOut, 304: None}, refuses=(401, 404))
def show_event(event_id: str, actor: Actor) -> Response:
    """Show an event; drafts to staff of their region."""
    return tagged(encode(queries.event(event_id, actor=actor)))


@api.post("/events")
@endpoint(Permission.EVENT_EDIT, json=EventIn, answers={201: EventOut})
def create_event(data: EventIn, actor: Actor) -> Response:
    """Make a draft of an event."""
    event_id = edit.create_event(data, actor=actor)
    return answer(queries.event(event_id, actor=actor), 201)


@api.patch("/events/<ulid:event_id>")
@endpoint(Permission.EVENT_EDIT, json=EventChange, answers={200: EventOut}, refuses=(404, 409))
def change_event(event_id: str, data: In, actor: Actor) -> Response:
    """Change an event that is not over; whoever signed up is told of a new time or place."""
    edit.change_event(event_id, named_fields(data), actor=actor)
    return answer(queries.event(event_id, actor=actor))


@api.post("/events/<ulid:event_id>/publish")
@endpoint(Permission.EVENT_EDIT, answers={200: EventOut}, refuses=(404, 409, 422))
def publish_event(event_id: str, actor: Actor) -> Response:
    """Show a draft to everybody and open its sign-up."""
    edit.publish_event(event_id, actor=actor)
    return answer(queries.event(event_id, actor=actor))


@api.post("/events/<ulid:event_id>/cancel")
@endpoint(Permission.EVENT_EDIT, json=CancelIn, answers={200: EventOut}, refuses=(404, 409))
def cancel_event(event_id: str, data: CancelIn, actor: Actor) -> Response:
    """Call an event off; whoever signed up is told why."""
    edit.cancel_event(event_id, data.reason, actor=actor)
    return answer(queries.event(event_id, actor=actor))


@api.get("/events/<ulid:event_id>/calendar.ics")
@endpoint(PUBLIC, answers={200: None, 304: None}, refuses=(401, 404))
def event_calendar(event_id: str, actor: Actor) -> Response:
    """Give an event as a calendar file (text/calendar)."""
    return _calendar(calendar.event_file(event_id, actor=actor), f"shiliu-{event_id}.ics")


@api.post("/series")
@endpoint(Permission.EVENT_EDIT, json=SeriesIn, answers={201: SeriesMade})
def create_series(data: SeriesIn, actor: Actor) -> Response:
    """Make a draft for each occurrence of an event that repeats."""
    return answer(series.create_series(data, actor=actor), 201)


@api.get("/series/<ulid:series_id>")
@endpoint(PUBLIC, answers={200: SeriesOut}, refuses=(401, 404))
def show_series(series_id: str, actor: Actor) -> Response:
    """Show a series with its occurrences; drafts to staff of their region."""
    return answer(queries.series(series_id, actor=actor))


@api.patch("/series/<ulid:series_id>")
@endpoint(Permission.EVENT_EDIT, json=EventChange, answers={200: SeriesOut}, refuses=(404, 409))
def change_series(series_id: str, data: In, actor: Actor) -> Response:
    """Change all coming occurrences, but not what one of them changed by itself: all of them, or none."""
    series.change_series(series_id, named_fields(data), actor=actor)
    return answer(queries.series(series_id, actor=actor))


@api.post("/series/<ulid:series_id>/publish")
@endpoint(Permission.EVENT_EDIT, answers={200: SeriesOut}, refuses=(404, 409))
def publish_series(series_id: str, actor: Actor) -> Response:
    """Publish all drafts of a series that have not begun."""
    series.publish_series(series_id, actor=actor)
    return answer(queries.series(series_id, actor=actor))


@api.get("/campaigns")
@endpoint(PUBLIC, query=CampaignQuery, answers={200: CampaignPage}, refuses=(401,))
def list_campaigns(query: CampaignQuery) -> Response:
    """List campaigns by first day."""
    return answer(queries.campaigns(query))


@api.post("/campaigns")
@endpoint(Permission.CAMPAIGN_EDIT, json=CampaignIn, answers={201: CampaignOut})
def create_campaign(data: CampaignIn, actor: Actor) -> Response:
    """Make a campaign."""
    return answer(queries.campaign(campaign.create_campaign(data, actor=actor)), 201)


@api.get("/campaigns/<ulid:campaign_id>")
@endpoint(PUBLIC, answers={200: CampaignOut}, refuses=(401, 404))
def show_campaign(campaign_id: str) -> Response:
    """Show a campaign."""
    return answer(queries.campaign(campaign_id))


@api.patch("/campaigns/<ulid:campaign_id>")
@endpoint(Permission.CAMPAIGN_EDIT, json=CampaignChange, answers={200: CampaignOut}, refuses=(404,))
def change_campaign(campaign_id: str, data: In, actor: Actor) -> Response:
    """Change a campaign."""
    campaign.change_campaign(campaign_id, named_fields(data), actor=actor)
    return answer(queries.campaign(campaign_id))


@api.post("/me/calendar-feed")
@endpoint(SIGNED_IN, answers={200: FeedOut})
def make_calendar_feed(actor: Actor) -> Response:
    """Give a private calendar address for the own places; an address given before is no longer good."""
    token = calendar.make_feed(actor=actor)
    return answer(FeedOut(url=f"{settings().public_url.rstrip('/')}{API}/calendar/{token}.ics"))


@api.delete("/me/calendar-feed")
@endpoint(SIGNED_IN, answers={204: None})
def remove_calendar_feed(actor: Actor) -> Response:
    """End the private calendar address."""
    calendar.remove_feed(actor=actor)
    return nothing()


@api.get("/calendar/<token>.ics")
@endpoint(PUBLIC, answers={200: None, 304: None}, refuses=(401, 404))
def calendar_feed(token: str) -> Response:
    """Give the calendar behind a private address (text/calendar), to whoever knows it."""
    return _calendar(calendar.feed_file(token), "shiliu.ics")


def _calendar(body: bytes, name: str) -> Response:
    response = tagged(body)
    if response.status_code == 200:  # noqa: PLR2004
        response.content_type = "text/calendar; charset=utf-8"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
