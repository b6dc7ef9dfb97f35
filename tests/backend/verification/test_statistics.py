"""Do only verified events count, with the others beside them?"""

from datetime import timedelta

from tests.backend.attendance.scene import check_in
from tests.backend.verification.scene import Scene, scene
from tests.world import CITY, COMMUNITY, COUNTY, FAR_COMMUNITY, OTHER_COUNTY

__all__ = ["scene"]


def test_verified_counts_and_the_others_stand_beside_it(scene: Scene) -> None:
    world, path = scene.world, "/statistics/events"
    scene.came("王小明", "妈妈", members=(0, 1))
    scene.report()
    none = {"events": 0, "people": 0}
    scene.clock.move(hours=3)
    assert world.get(path, scene.organiser).json == {"verified": none, "unverified": {"events": 1, "people": 2}}
    scene.decide()
    assert world.get(path, scene.organiser).json == {"verified": {"events": 1, "people": 2}, "unverified": none}
    for state in ("published", "returned", "cancelled", "not_held", "draft"):
        over = scene.clock() - timedelta(hours=1)
        world.event(state=state, starts_at=over - timedelta(hours=1), ends_at=over, signup_closes_at=scene.clock())
    assert world.get(path, scene.organiser).json["unverified"] == {"events": 2, "people": 0}


def test_statistics_keep_to_regions_and_times(scene: Scene) -> None:
    world, path = scene.world, "/statistics/events"
    scene.came()
    check_in(world, scene.event, scene.organiser, walk_in={"label": "张大爷"})
    scene.report()
    scene.decide()
    city = world.staff("city_admin", CITY)
    for region, events in ((COMMUNITY, 1), (COUNTY, 1), (CITY, 1), (OTHER_COUNTY, 0), (FAR_COMMUNITY, 0)):
        shown = world.get(f"{path}?region={region}", city).json["verified"]
        assert shown == {"events": events, "people": 2 * events}, region
    for times, events in (
        ("from=2026-11-25T04:00:00Z", 1),
        ("from=2026-11-25T04:00:01Z", 0),
        ("to=2026-11-25T04:00:00Z", 0),
        ("to=2026-11-25T04:00:01Z", 1),
    ):
        assert world.get(f"{path}?{times}", city).json["verified"]["events"] == events, times
    assert world.get(path, world.staff(region=FAR_COMMUNITY)).json["verified"]["events"] == 0
    assert world.get(f"{path}?region={COUNTY}", scene.organiser).status_code == 403
    assert world.get(path, world.resident()).status_code == 403
    assert world.get(path, world.staff("auditor", CITY)).json["verified"]["events"] == 1
