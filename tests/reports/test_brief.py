"""The brief as a file: what it says, how it says it, what it keeps to itself, and that everything stays in its place."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pypdf
import pytest
import shapely

from spaceplanner import i18n
from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Dots, Lines, Text
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.judgement import Override
from spaceplanner.domain.layer import Role as LayerRole
from spaceplanner.domain.outlook import Proof
from spaceplanner.domain.proposal import Intervention
from spaceplanner.domain.result import Figure
from spaceplanner.errors import Cancelled, EditError, FileError
from spaceplanner.io import catalogue
from spaceplanner.reports import brief, brief_case
from spaceplanner.reports.page import A4, Role
from spaceplanner.services import diagnosis
from tests.reports import factory
from tests.reports.factory import figure

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.reports.page import Document

TODAY = date(2026, 11, 23)
HOSTILE = '<b>Parque "El Niño" & Cía</b> <script>alert(1)</script> 🌳🌳 מרחב \u202eRTL\u202c نص {0} %s \\( '


def write(project: Project, result: Result, folder: Path, **more: Any) -> Path:
    options: dict[str, Any] = {"density": factory.density(), "language": "en", "today": TODAY, **more}
    return brief.write(project, result, catalogue.load(), "merced", folder, **options)


def compose(project: Project, result: Result, language: str = "en", **more: Any) -> Document:
    options: dict[str, Any] = {"density": factory.density(), "values": "published", "today": TODAY, **more}
    with i18n.speaking(language):
        return brief.compose(brief_case.case(project, result, catalogue.load(), "merced", **options))


def texts(path: Path) -> list[str]:
    """The text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def hostile() -> tuple[Project, Result]:
    name = (HOSTILE + "Construcciónextraordinariamentelarga" * 9)[:300]
    kinds = list(FundingKind)
    funding = tuple(of_kind(f"{HOSTILE}{i}", kinds[i % 5], 900.0 + 611 * i) for i in range(17))
    plan = factory.proposal(
        name=name, summary=name * 3, funding=funding, maintainer=name, upkeep_payer=name, contact=f"{name} a@b.ec"
    )
    project = factory.project(proposals=(plan,), organisation=name, name=name, contact=name)
    layers = tuple(replace(layer, name=name, source=replace(layer.source, path=name)) for layer in project.layers)
    project = replace(project, layers=layers)
    result = factory.result(project)
    spaces = tuple(replace(space, name=name) for space in result.diagnosis.spaces)
    return project, replace(result, diagnosis=replace(result.diagnosis, spaces=spaces))


def many() -> tuple[Project, Result]:
    known = catalogue.load()
    at = factory.ORIGIN
    made: dict[str, Any] = {
        "point": lambda i: shapely.Point(at[0] + i * 9 - 40, at[1] + i),
        "line": lambda i: shapely.LineString([at, at + np.array([60, i])]),
        "polygon": lambda i: shapely.box(at[0] + i * 8 - 60, at[1] - 20, at[0] + i * 8 - 54, at[1] - 8),
        "none": lambda _: None,
    }
    items = tuple(
        Intervention(id=f"i{i}", type=key, geometry=made[known.types[key].geometry](i))
        for i, key in enumerate([*known.types, *list(known.types)[:3]])
    )
    project = factory.project(proposals=(factory.proposal(interventions=items, funding=(), summary=""),))
    evidence = tuple(known.evidence)
    notes: tuple[Any, ...] = tuple(
        (f"Something to be known, number {i}, that takes a line and a half of the page's width.", {}) for i in range(9)
    )
    result = factory.result(
        project, evidence=evidence[:5], related=evidence[5:], notes=notes, may_have_no_effect=True,
        averted=figure(4.2, "per_year", low=-3.0, high=9.0),
    )  # fmt: skip
    return project, result


def nothing() -> tuple[Project, Result]:
    """A proposal without items, money or words, in a project without layers."""
    plan = factory.proposal(interventions=(), funding=(), maintainer="", upkeep_payer="", summary="")
    project = factory.project(proposals=(plan,), layers=(), contact="", organisation="", fictional=False)
    none = Figure(exact=None, published=None, unit="share", reason="no_layer")
    shares = dict.fromkeys(("lit_share", "dark_share", "heard_share", "silent_share"), none)
    result = factory.result(
        project, averted=none, eligible=none, incidents=none, may_have_no_effect=True, effects=(), before=shares,
        after=shares, grade="none", evidence=(), related=(),
    )  # fmt: skip
    spaces = tuple(
        replace(space, figures=dict.fromkeys(space.figures, none), need=None, need_floor=0.0, parts=())
        for space in result.diagnosis.spaces
    )
    return project, replace(result, diagnosis=replace(result.diagnosis, spaces=spaces, period=None, incidents=0))


def plain() -> tuple[Project, Result]:
    project = factory.project()
    return project, factory.result(project)


def no_space() -> tuple[Project, Result]:
    project, result = plain()
    return replace(project, layers=()), replace(result, diagnosis=replace(result.diagnosis, spaces=()))


def valued() -> tuple[Project, Result]:
    """All that is said beside the score, with a benefit in money."""
    project = factory.project()
    return project, factory.result(project, **factory.outlook(valued=True))


CASES = {"plain": plain, "valued": valued, "hostile": hostile, "many": many, "nothing": nothing, "no space": no_space}


def _boxes(document: Document, number: int) -> list[tuple[Any, str]]:
    """The area that each piece of text on a page takes, pictures left out."""
    found = []
    for top in document.pages[number].elements:
        for element in top.walk():
            for mark in element.marks:
                if isinstance(mark, Text):
                    words = fonts.writable(mark.text).strip()
                    lead = fonts.text_width(mark.text, mark.size, mark.weight) - fonts.text_width(
                        mark.text.lstrip(), mark.size, mark.weight
                    )
                    wide = fonts.text_width(words, mark.size, mark.weight)
                    assert mark.anchor is Anchor.LEFT
                    half = fonts.CAP_HEIGHT / 2 * mark.size
                    x = mark.x + lead
                    found.append((shapely.box(x, mark.y - half, x + max(wide, 0.1), mark.y + half), words))
    return found


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", list(CASES))
def test_no_text_leaves_the_page_or_touches_another(name, language):
    project, result = CASES[name]()
    document = compose(project, result, language, density=None if name == "nothing" else factory.density())
    for page in range(len(document.pages)):
        found = _boxes(document, page)
        shapes = [shape for shape, _ in found]
        inside = shapely.box(49.7, 40, A4[0] - 49.7, A4[1] - 10)
        outside = [words for shape, words in found if not inside.covers(shape.buffer(-0.6))]
        assert not outside
        shrunk = [shape.buffer(-0.55, cap_style="flat", join_style="mitre") for shape in shapes]
        left, right = shapely.STRtree(shrunk).query(shrunk, predicate="intersects")
        clashes = [(found[a][1], found[b][1]) for a, b in zip(left, right, strict=True) if a < b]
        assert not clashes


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", list(CASES))
def test_no_text_is_smaller_than_seven_and_a_half_points(name, language):
    document = compose(*CASES[name](), language)
    sizes = [
        mark.size
        for page in document.pages
        for top in page.elements
        for element in top.walk()
        for mark in element.marks
        if isinstance(mark, Text)
    ]
    assert min(sizes) * 0.75 >= 7.5


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_page_that_overflows_is_full(language):
    document = compose(*many(), language)
    assert len(document.pages) > 2
    for page in range(1, len(document.pages) - 1):
        # Above the foot; a paragraph or a row of a table is at most four lines.
        lowest = max(shape.bounds[3] for shape, _ in _boxes(document, page) if shape.bounds[3] < 1070)
        assert lowest > 1081 - 12 - 80


@pytest.mark.parametrize("name", ["plain", "nothing", "no space"])
def test_a_brief_has_two_pages(name, tmp_path):
    project, result = CASES[name]()
    assert len(texts(write(project, result, tmp_path))) == 2


def test_many_items_flow_to_a_third_page_and_none_is_lost(tmp_path):
    project, result = many()
    pages = texts(write(project, result, tmp_path))
    assert len(pages) == 3
    said = " ".join(pages)
    for key in {item.type for item in project.proposals[0].interventions}:
        assert catalogue.load().types[key].name["en"] in said
    for key in result.proposals[0].related:
        assert catalogue.load().evidence[key].title["en"] in said
    assert "1 / 3" in pages[0]
    assert "3 / 3" in pages[2]


def test_the_figures_are_those_of_the_result_as_the_language_writes_them(tmp_path):
    project, result = plain()
    with i18n.speaking("en"):
        one, two = texts(write(project, result, tmp_path))
    for words in ("31", "12 to 49", "5,020", "72.4", "rank 2 of 9", "430 of 564", "USD 101,780", "USD 38,555"):
        assert words.replace(" ", "") in one.replace(" ", "").replace("\u00a0", "")
    for words in ("19.2", "14.1", "79.6", "0.85 (0.62–1.00)", "36,000", "100%", "8f3a 21c7"):
        assert words in two
    one, *_ = texts(write(project, result, tmp_path, language="es"))
    with i18n.speaking("es"):
        for value, digits in ((5020, 0), (72.4, 1), (38_555, 0), (19.2, 1)):
            assert i18n.number(value, digits).replace("\u202f", "") in re.sub(r"\s", "", one)


def test_every_layer_that_is_measured_is_among_the_sources(tmp_path):
    project, result = plain()
    here = {layer.role.value for layer in project.layers}
    assert {"streets", "incidents"} <= here <= set(diagnosis.USED)
    _, *rest = texts(write(project, result, tmp_path))
    said = " ".join(rest)
    for layer in project.layers:
        assert f"{layer.source.path} " in said
    assert "only drawn" not in said
    drawn = replace(project.layers[0], id="ground", role=LayerRole.CONTEXT)
    _, *rest = texts(write(replace(project, layers=(*project.layers, drawn)), result, tmp_path))
    assert "1 more layer, only drawn" in " ".join(rest)


def test_the_rank_is_told_with_how_sure_it_is_and_with_what_is_missing(tmp_path):
    project, result = plain()
    assert "rank 1 to 4 in 90% of cases" in " ".join(texts(write(project, result, tmp_path))[0].split())
    first = result.proposals[0]
    unknown = replace(first.criteria[0], value=None, points=0.0)
    gappy = replace(first, criteria=(unknown, *first.criteria[1:]))
    page = texts(write(project, replace(result, proposals=(gappy, *result.proposals[1:])), tmp_path))[0]
    assert "rank 1 to 4 in 90% of cases; rests on 6 of 7 criteria" in " ".join(page.split())
    assert first.standing is not None
    alone = replace(first, rank=1, standing=replace(first.standing, low=1, high=1, acceptability=(1.0,)))
    page = texts(write(project, replace(result, proposals=(alone,)), tmp_path))[0]
    assert "90% of cases" not in page


def test_the_score_is_the_sum_of_its_printed_points(tmp_path):
    project, result = plain()
    _, two = texts(write(project, result, tmp_path))
    points = [round(part.points, 1) for part in result.proposals[0].criteria]
    assert sum(points) == pytest.approx(result.proposals[0].score, abs=0.05)
    assert all(f"{value}" in two for value in points)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_count_under_five_is_never_printed(language, tmp_path):
    few: dict[str, Any] = {"published": None, "withheld": "fewer_than_5"}
    project, result = plain()
    outcome = replace(
        result.proposals[0],
        eligible=Figure(exact=3, unit="count", **few),
        incidents=Figure(exact=4, unit="count", **few),
        averted=Figure(exact=1.7, unit="per_year", published=0.0, published_low=0.0, published_high=0.0),
    )
    space = result.diagnosis.spaces[1]
    figures = {
        **space.figures,
        "incidents_within": Figure(exact=4, unit="count", **few),
        "incidents_per_year": Figure(exact=1.3, unit="per_year", **few),
        "night_share": Figure(exact=0.75, unit="share", **few),
    }
    parts = tuple(replace(part, figure=figures.get(part.id, part.figure)) for part in space.parts)
    spaces = (result.diagnosis.spaces[0], replace(space, figures=figures, parts=parts), *result.diagnosis.spaces[2:])
    result = replace(result, proposals=(outcome,), diagnosis=replace(result.diagnosis, spaces=spaces))
    said = " ".join(texts(write(project, result, tmp_path, language=language)))
    with i18n.speaking(language):
        assert i18n.gettext("fewer than 5") in said
        for hidden in (i18n.number(1.7, 1), i18n.number(1.3, 1), i18n.percent(0.75)):
            assert hidden not in said
    internal = " ".join(texts(write(project, result, tmp_path, language=language, values="exact")))
    with i18n.speaking(language):
        assert i18n.number(1.3, 1) in internal
        assert i18n.gettext("INTERNAL") in internal


def test_an_internal_copy_has_a_name_of_its_own(tmp_path):
    project, result = plain()
    names = {write(project, result, tmp_path, values=values).name for values in ("exact", "published")}
    assert names == {"la-merced-iluminada.pdf", "la-merced-iluminada-internal.pdf"}


def test_hostile_texts_are_printed_as_they_are(tmp_path):
    project, result = hostile()
    path = write(project, result, tmp_path)
    one, *_ = texts(path)
    assert "<b>Parque" in one
    assert "<script>alert(1)</script>" in one
    assert "& Cía" in one
    assert re.fullmatch(r"[a-z0-9-]{1,60}\.pdf", path.name)


def test_no_effect_is_said_in_the_headline(tmp_path):
    project = factory.project()
    unsure = factory.result(project, may_have_no_effect=True, averted=figure(4.2, "per_year", low=-3.0, high=9.0))
    one, _ = texts(write(project, unsure, tmp_path))
    assert "It may avert no incident at all" in one
    assert "may be none" in one
    nobody = tuple(replace(use, credited=False) for use in factory.effects())
    one, _ = texts(write(project, factory.result(project, may_have_no_effect=True, effects=nobody), tmp_path))
    assert "No reduction of incidents can be claimed" in one


def test_nulls_stand_beside_what_is_credited(tmp_path):
    project, result = plain()
    _, two = texts(write(project, result, tmp_path))
    assert "LED upgrade without a detectable effect" in two
    assert "no detectable effect" in two
    assert "no study gives a rate" in two


def test_an_override_is_printed_with_its_author_and_reason(tmp_path):
    project, result = plain()
    own = Override(
        evidence=result.proposals[0].evidence[0],
        rate_ratio=0.91,
        low=0.85,
        high=0.99,
        author="Ana Loor",
        reason=f"Encuesta de 2025 {HOSTILE}",
        made=date(2026, 3, 1),
    )
    _, *rest = texts(write(replace(project, overrides=(own,)), result, tmp_path))
    for words in ("0.91 (0.85 to 0.99)", "Ana Loor", "Encuesta de 2025", "<script>"):
        assert words in " ".join(rest)


def test_assumptions_that_are_not_the_defaults_are_printed_with_the_method(tmp_path):
    project, result = plain()
    usual = " ".join(texts(write(project, result, tmp_path / "a")))
    assert "from the default" not in usual
    other = replace(project, settings=replace(project.settings, decay=0.1, controls=7))
    said = " ".join(texts(write(other, result, tmp_path / "b")))
    for words in ("2 assumptions differ from the defaults.", "Lost without upkeep: 10.0% (default: 30.0%)"):
        assert " ".join(words.split()) in " ".join(said.split())


@pytest.mark.parametrize(("language", "other"), [("es", "en"), ("en", "es")])
def test_each_page_speaks_one_language(language, other, tmp_path):
    project, result = plain()
    said = " ".join(texts(write(project, result, tmp_path, language=language)))
    ids = (
        "What we ask for",
        "Why this space",
        "Who keeps it up",
        "For whoever checks",
        "Funding",
        "Privacy.",
        "Method.",
    )
    for key in ids:
        with i18n.speaking(language):
            mine = i18n.gettext(key)
        with i18n.speaking(other):
            theirs = i18n.gettext(key)
        assert mine in said
        assert mine != theirs
        assert theirs not in said
    known = catalogue.load()
    for line in result.proposals[0].cost.lines:
        assert known.types[line.type].name[language] in said
        assert known.types[line.type].name[other] not in said


def test_the_same_input_gives_the_same_bytes(tmp_path):
    project, result = plain()
    first = write(project, result, tmp_path / "a").read_bytes()
    time.sleep(0.01)
    assert write(project, result, tmp_path / "b").read_bytes() == first
    assert write(project, result, tmp_path / "c", today=date(2026, 12, 1)).read_bytes() != first


def test_the_file_says_what_it_is(tmp_path):
    project, result = plain()
    reader = pypdf.PdfReader(write(project, result, tmp_path, language="es"))
    assert reader.metadata is not None
    assert reader.metadata.title == "La Merced iluminada"
    assert reader.metadata.author == project.organisation
    assert result.data_hash in str(reader.metadata["/Keywords"])
    assert str(reader.metadata["/CreationDate"]) == "D:20261123000000Z"
    assert reader.trailer["/Root"]["/Lang"] == "es"  # type: ignore[index]
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_a_brief_is_vectors_and_embeds_its_font(tmp_path):
    project, result = plain()
    reader = pypdf.PdfReader(write(project, result, tmp_path))
    for page in reader.pages:
        resources: Any = page["/Resources"]
        assert not page.images
        assert all(
            "Inter" in font.get_object()["/BaseFont"]
            for font in resources["/Font"].values()
            if font.get_object()["/Subtype"] == "/TrueType"
        )


def test_every_element_says_what_it_is():
    project, result = plain()
    records = compose(project, result, "es").records()
    assert {record.lang for record in records} == {"es"}
    roles = [record.role for record in records]
    assert roles.count(Role.TITLE) == 1
    assert {Role.HEADING, Role.PARAGRAPH, Role.FIGURE, Role.CAPTION, Role.HEAD_CELL, Role.CELL, Role.ITEM} <= set(roles)
    for record in records:
        assert record.alt or record.role is not Role.FIGURE
        assert record.box.x >= 0
        assert record.box.right <= A4[0]
    assert {record.page for record in records} == {1, 2}


def test_an_unknown_proposal_is_an_error(tmp_path):
    project, result = plain()
    with pytest.raises(EditError, match="no proposal nobody"):
        brief.write(project, result, catalogue.load(), "nobody", tmp_path, density=None, language="en", today=TODAY)


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    project, result = plain()
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(FileError, match="cannot be written"):
        write(project, result, blocked / "inside")


def test_cancelling_leaves_nothing_behind(tmp_path):
    project, result = plain()

    def cancel(fraction: float, _message: str) -> None:
        if fraction > 0.5:
            raise Cancelled("cancelled")

    with pytest.raises(Cancelled):
        write(project, result, tmp_path / "out", progress=cancel)
    assert not list((tmp_path).rglob("*.pdf"))


def test_two_proposals_of_one_name_have_two_files():
    plans = (factory.proposal(), factory.proposal(id="other"))
    project = factory.project(proposals=plans)
    assert {brief.file_name(project, catalogue.load(), plan.id) for plan in plans} == {
        "la-merced-iluminada-merced.pdf",
        "la-merced-iluminada-other.pdf",
    }
    assert brief.slug("Ñandú · Plaza 9/10 <x>") == "nandu-plaza-9-10-x"


def test_a_tax_has_its_own_line_so_that_the_costs_add_up(tmp_path):
    base = factory.project()
    project = replace(base, settings=replace(base.settings, tax=0.15))
    result = factory.result(project)
    cost = result.proposals[0].cost
    assert sum(line.likely for line in cost.lines) + cost.contingency + cost.tax == pytest.approx(cost.likely)
    with i18n.speaking("en"):
        text = " ".join(texts(write(project, result, tmp_path)))
        assert f"Tax, 15.0% {i18n.number(cost.tax)}" in text


def _outlooks(**changes: Any) -> tuple[Project, Result]:
    project = factory.project()
    return project, factory.result(project, **(factory.outlook() | changes))


def test_what_it_costs_over_the_years_is_told_with_its_range(tmp_path):
    _, *rest = texts(write(*_outlooks(), tmp_path))
    said = " ".join(rest).replace("\u00a0", " ")
    for words in (
        "Over 10 years at 12%, prices of 2026 USD 90% interval",
        "Present cost, in all 180,000 150,000 to 220,000",
        "Equivalent annual cost 33,000 27,000 to 39,000",
        "Upkeep and programmes a year 14,000 12,000 to 16,000",
        "Each incident averted 410 230 to no bound",
        "No benefit in money is named.",
        "For each USD 1 of the partners the whole costs USD 3.55.",
        "owner Municipio, maintained by Empresa de Espacios Públicos",
        "owner nobody yet, maintained by nobody yet",
        "Community alarms: replaced at the end of year 8",
    ):
        assert words in said, words
    assert "Net present value" not in said
    assert "tolerable displacement" not in said


def test_a_benefit_in_money_is_told_where_there_is_one(tmp_path):
    one, *rest = texts(write(*valued(), tmp_path))
    assert "38% tolerable displacement" in one
    said = " ".join(rest)
    for words in (
        "Net present value 71,000 −21,000 to 160,000",
        "Benefit for each unit of cost 1.5 0.84 to 2.1",
        "Paid back in year 6 4 to never",
        "above zero in 83% of the draws",
        "unless more than 38% of the incidents averted move next door",
    ):
        assert words in said, words
    assert "No benefit in money is named" not in said


def test_the_effect_is_told_by_outcome_with_both_intervals(tmp_path):
    _, *rest = texts(write(*_outlooks(), tmp_path))
    said = " ".join(rest)
    for words in (
        "Averted a year median 50 % 90 %",
        "All incidents 31 24 to 38 12 to 49",
        "Property incidents 5.4 3.1 to 8.0 1.2 to 12",
        "By night 23 18 to 29 9.0 to 38",
        "Without it: 180 (170 to 200) incidents a year, corrected for luck; 190 were counted.",
    ):
        assert words in said, words


def test_whiskers_stand_where_their_numbers_are():
    document = compose(*_outlooks())
    rows = [
        element
        for page in document.pages
        for top in page.elements
        for element in top.walk()
        if element.role is Role.ROW and any(isinstance(mark, Dots) for mark in element.marks)
    ]
    assert len(rows) == 4
    scales = []
    for row, found in zip(rows, (factory.outlook()["gain"].total,), strict=False):
        zero, thin, thick = (
            mark
            for mark in row.marks
            if isinstance(mark, Lines) and len(mark.paths[0]) == 2 and mark.paths[0][0, 0] > row.box.x
        )
        (dot,) = (mark for mark in row.marks if isinstance(mark, Dots))
        at_zero = zero.paths[0][0, 0]
        scale = (dot.xy[0, 0] - at_zero) / found.median
        for mark, ends in ((thin, (found.p05, found.p95)), (thick, (found.p25, found.p75))):
            assert (mark.paths[0][:, 0] - at_zero) / scale == pytest.approx(ends)
        assert thin.stroke.width < thick.stroke.width
        scales.append(scale)
    assert scales[0] > 0


def test_whether_it_can_be_proven_is_told_with_the_controls_by_name(tmp_path):
    _, *rest = texts(write(*_outlooks(), tmp_path))
    said = " ".join(rest)
    assert "Can it be proven?" in said
    assert "With 190 incidents a year, a reduction of 20 % or more can be shown in 24 months" in said
    assert "Comparable spaces, the most similar first: Faro; Roque." in said
    unknown = Proof(reason="no_comparison")
    _, *rest = texts(write(*_outlooks(proof=unknown), tmp_path))
    assert "there are too few spaces to compare this one with" in " ".join(rest)


def test_funding_stands_with_its_form_and_state(tmp_path):
    _, *rest = texts(write(*_outlooks(), tmp_path))
    said = " ".join(rest)
    assert "Municipio money own, committed 34,563" in said
    assert "Ferretería El Ancla in kind committed 10,116" in said
    assert "Cámara de Comercio money requested 12,000" in said


def test_hostile_owners_stay_in_their_place(tmp_path):
    found = factory.outlook()
    assets = tuple(replace(asset, owner=HOSTILE * 20, maintainer=HOSTILE) for asset in found["appraisal"].assets)
    project, result = _outlooks(appraisal=replace(found["appraisal"], assets=assets))
    document = compose(project, result)
    assert len(document.pages) <= 3
    for page in range(len(document.pages)):
        for shape, words in _boxes(document, page):
            assert shape.bounds[2] < A4[0] - 49, words
    assert "<script>" in " ".join(texts(write(project, result, tmp_path)))


def test_a_background_lies_under_both_maps_and_its_makers_are_named(tmp_path):
    from PIL import Image

    from spaceplanner.domain.background import Background, BackgroundKind
    from tests.io.pictures import geo_tags, tiled

    subject = factory.project()
    west, south, east, north = subject.by_role(LayerRole.SPACES)[0].bounds() or (0.0, 0.0, 1.0, 1.0)
    picture = Image.new("RGB", (int(east - west) + 2000, int(north - south) + 2000), (120, 160, 90))
    code = int((subject.crs or "").removeprefix("EPSG:"))
    path = tiled(tmp_path / "orto.tif", picture, geo_tags(west - 1000, north + 1000, 1.0, code), block=512)
    ground = Background(
        id="a", name="Orto", kind=BackgroundKind.PICTURE, location=str(path), attribution="© Municipio de Prueba"
    )
    gone = replace(ground, id="b", location=str(tmp_path / "gone.tif"), attribution="© Nadie")
    plain = write(subject, factory.result(subject), tmp_path)
    size = len(pypdf.PdfReader(plain).pages[0].images)
    made = write(replace(subject, backgrounds=(ground, gone)), factory.result(subject), tmp_path)
    page = pypdf.PdfReader(made).pages[0]
    assert len(page.images) >= size + 1
    # Letters and their halo, on each map.
    assert " ".join(page.extract_text().split()).count("© Municipio de Prueba") == 4
    assert "Nadie" not in page.extract_text(), "what is not shown is not named"
