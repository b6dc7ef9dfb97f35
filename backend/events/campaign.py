"""How do county and city staff make and change a campaign?"""

from collections.abc import Mapping
from typing import Any

from backend.core.actor import Actor
from backend.core.audit import record
from backend.core.errors import InvalidError, NotFoundError
from backend.core.transaction import transaction
from backend.events.schemas import CampaignIn
from backend.security.permissions import Permission
from backend.security.policy import require
from models.event import Campaign
from models.ids import new_id
from models.region import Region


def create_campaign(data: CampaignIn, *, actor: Actor) -> str:
    """Make a campaign; return its id. `ForbiddenError` outside one's regions, `InvalidError`."""
    with transaction() as session:
        require(actor, Permission.CAMPAIGN_EDIT, data.region_code)
        if session.get(Region, data.region_code) is None:
            raise InvalidError({"region_code": ["unknown"]})
        campaign = Campaign(id=new_id(), **dict(data))
        _check_days(campaign)
        session.add(campaign)
        record(session, actor, "campaign.create", target=campaign.id, region_code=campaign.region_code)
        return campaign.id


def change_campaign(campaign_id: str, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """Change the named fields; `NotFoundError`, `ForbiddenError` outside one's regions, `InvalidError`."""
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update={"key_share": True})
        if campaign is None:
            raise NotFoundError
        require(actor, Permission.CAMPAIGN_EDIT, campaign.region_code)
        for name, value in changes.items():
            setattr(campaign, name, value)
        _check_days(campaign)
        record(
            session,
            actor,
            "campaign.change",
            target=campaign.id,
            region_code=campaign.region_code,
            details={"fields": sorted(changes)},
        )


def _check_days(campaign: Campaign) -> None:
    if campaign.ends_on < campaign.starts_on:
        raise InvalidError({"ends_on": ["before_start"]}, message="结束日期不能早于开始日期，请检查")
