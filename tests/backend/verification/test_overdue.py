"""Does the next level hear of a report that nobody verifies, once?"""

from backend.jobs.worker import work_off
from backend.verification.overdue import tell_next_level
from backend.verification.rules import region_in_turn, steps_up
from tests.backend.verification.scene import Scene, scene, told
from tests.world import CITY, COMMUNITY, COUNTY, OTHER_TOWNSHIP, TOWNSHIP

__all__ = ["scene"]


def heard() -> list[str]:
    work_off()
    return [user_id for user_id, _ in told("verification_overdue")]


def test_next_levels_are_told_after_three_working_days_each(scene: Scene) -> None:
    world = scene.world
    township = world.staff("township_reviewer", TOWNSHIP)
    county = world.staff("county_admin", COUNTY)
    world.staff("township_reviewer", OTHER_TOWNSHIP)
    world.staff("auditor", TOWNSHIP)
    scene.report()  # on Wednesday 25 November
    scene.clock.move(days=5)
    assert (tell_next_level(), heard()) == (0, [])
    scene.clock.move(days=1)
    assert (tell_next_level(), heard()) == (1, [township.id])
    assert (tell_next_level(), heard()) == (0, [township.id])
    scene.clock.move(days=3)
    assert (tell_next_level(), heard()) == (1, [township.id, county.id])
    scene.decide()
    scene.clock.move(days=30)
    assert (tell_next_level(), heard()) == (0, [township.id, county.id])


def test_decision_in_the_meantime_leaves_nothing_to_tell(scene: Scene) -> None:
    scene.world.staff("township_reviewer", TOWNSHIP)
    scene.report()
    scene.clock.move(days=6)
    assert tell_next_level() == 1
    scene.decide("returned", reason_code="wrong_event")
    assert heard() == []


def test_levels_follow_one_another_up_to_the_city() -> None:
    assert [steps_up(days) for days in (0, 3, 4, 6, 7, 9, 10)] == [0, 0, 1, 1, 2, 2, 3]
    assert [region_in_turn(COMMUNITY, days) for days in (3, 4, 7, 10, 99)] == [COMMUNITY, TOWNSHIP, COUNTY, CITY, CITY]
    assert [region_in_turn(COUNTY, days) for days in (0, 4, 7)] == [COUNTY, CITY, CITY]


def test_the_last_level_is_told_once_however_long_it_takes(scene: Scene) -> None:
    city = scene.world.staff("city_admin", CITY)
    scene.report()
    for _ in range(10):
        scene.clock.move(days=6)
        tell_next_level()
    assert heard() == [city.id]
