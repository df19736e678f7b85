"""The workloads of `make bench-plans`: what a seed gives, and who conflicts, judged anew."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from benchmarks.plans import documents, judge, protocol
from benchmarks.plans.peers.shapely_slabs import ShapelySlabs
from benchmarks.plans.workloads import RECIPES, Workload, draw, make
from detente.plans.engine.documents import decode


@pytest.fixture(scope="module")
def small() -> Workload:
    """Five thousand operations."""
    return make("SMALL")


@pytest.fixture(scope="module")
def judged(small: Workload) -> np.ndarray:
    """Pairs of SMALL that conflict, every pair of volumes looked at."""
    return judge.brute_force(small)


def test_every_draw_of_small_is_the_recipe_s(small: Workload) -> None:
    """Volumes and vertices are as many as the study drew, so that the stream was read alike."""
    recipe = RECIPES["SMALL"]
    assert (len(small.op), len(small.x), small.operations) == (
        recipe.volumes,
        recipe.vertices,
        recipe.operations,
    )


def test_small_is_drawn_to_the_byte(small: Workload, judged: np.ndarray) -> None:
    """The hash and the pairs that README.md states; the definition's own are not met (there)."""
    recipe = RECIPES["SMALL"]
    assert small.sha256() == recipe.sha256
    assert len(judged) == recipe.pairs
    assert len(judged) == pytest.approx(recipe.study_pairs, abs=1)


def test_w1_is_drawn_to_the_byte() -> None:
    """A hundred thousand operations: volumes, vertices and hash."""
    recipe, work = RECIPES["W1"], make("W1")
    assert (len(work.op), len(work.x)) == (recipe.volumes, recipe.vertices)
    assert work.sha256() == recipe.sha256


def test_slabs_find_the_pairs_of_small_that_the_judge_finds(
    small: Workload, judged: np.ndarray
) -> None:
    """An engine with an index and GEOS agrees with whole-number arithmetic without one."""
    assert np.array_equal(ShapelySlabs().batch(small).pairs, judged)


def test_a_share_of_a_workload_has_the_pairs_that_are_within_it(
    small: Workload, judged: np.ndarray
) -> None:
    """The first operations conflict with one another as they do among all."""
    part = small.only(2_000)
    within = judged[(judged < 2_000).all(axis=1)]
    assert len(within) > 0
    assert np.array_equal(judge.brute_force(part), within)


SQUARE = np.array([(0, 0), (10, 0), (10, 10), (0, 10)])


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        pytest.param([(2, 2), (4, 2), (3, 4)], True, id="one inside the other"),
        pytest.param([(10, 10), (12, 10), (12, 12)], True, id="a corner on a corner"),
        pytest.param([(10, 2), (14, 2), (14, 8), (10, 8)], True, id="edges along one another"),
        pytest.param([(11, 0), (14, 0), (14, 9)], False, id="one unit apart"),
        pytest.param([(-9, 5), (20, 5), (20, 6), (-9, 6)], True, id="across, no corner inside"),
        pytest.param([(12, 9), (9, 12), (12, 12)], False, id="boxes meet, shapes do not"),
    ],
)
def test_two_polygons_share_a_point(other: list[tuple[int, int]], meet: bool) -> None:
    """The judge's own predicate, either way round, and GEOS of the same mind."""
    two = np.array(other)
    assert judge.share_a_point(SQUARE, two) is meet
    assert judge.share_a_point(two, SQUARE) is meet
    assert bool(shapely.intersects(shapely.Polygon(SQUARE), shapely.Polygon(two))) is meet


def test_the_last_to_be_filed_is_told_of_those_before() -> None:
    """Of a pair, only the later one is answered with the other."""
    filed = np.array([2, 0, 1])
    assert protocol.expected(np.array([(0, 1), (1, 2)]), filed) == {1: frozenset({0, 2})}


def test_a_wrong_answer_is_counted() -> None:
    """An engine that forgets a conflict, or invents one, is found out."""
    must = {1: frozenset({5}), 2: frozenset({6})}
    found = protocol.run([1, 2, 3], lambda each: [5] if each == 1 else [each], must)
    assert found.wrong == 2
    assert len(found.micros) == 3


def test_a_document_says_what_the_arrays_say(small: Workload) -> None:
    """An operation written as an operational intent is read back to the same numbers."""
    first = small.first_volumes()
    volumes = slice(int(first[7]), int(first[8]))
    vertices = slice(int(small.off[volumes.start]), int(small.off[volumes.stop]))
    read = decode(documents.document(small, 7, range(volumes.start, volumes.stop)))
    assert read.manager == f"party-{small.party[volumes.start]}"
    assert np.array_equal(np.rint(read.lon * 1e7), small.x[vertices])
    assert np.array_equal(np.rint(read.lat * 1e7), small.y[vertices])
    assert np.array_equal(np.rint(read.z1 * 100), small.z1[volumes])
    assert np.array_equal(read.t0 - documents.DAY_MS, small.t0[volumes])


def test_drawing_is_repeatable(small: Workload) -> None:
    """The same recipe gives the same bytes; another seed gives others."""
    recipe = RECIPES["SMALL"]
    assert draw(recipe).sha256() == small.sha256()
    assert draw(replace(recipe, seed=1)).sha256() != small.sha256()
