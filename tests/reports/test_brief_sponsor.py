"""The case for a business in the brief and on the web map, and what policy keeps from both."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from spaceplanner import i18n
from spaceplanner.domain.funding import Form, Funding, State
from spaceplanner.domain.outlook import Range, SponsorCase
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.domain.programme import Indicator, ProgrammeKind, ProgrammeLine
from spaceplanner.i18n import N_
from spaceplanner.io import catalogue
from spaceplanner.reports import brief, brief_case, webmap
from spaceplanner.services import policy
from tests.reports import factory

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result
    from spaceplanner.reports.page import Document

    Made = tuple[Project, Result]

TODAY = date(2026, 11, 23)
SECRET = "Estadio <b>Zafiro</b> & {0} %s \\( 🌳 \u202eLtd"

CASE = SponsorCase(
    metres=400,
    present=True,
    businesses={"Tienda <i>de</i> abarrotes": 17, "": 12},
    near=9,
    employees=120,
    open_at_night=0.69,
    losses=48_000,
    near_losses=12_000,
    surveyed=27,
    years=(2025, 2026),
    victimised=0.45,
    sales_drop=0.059,
    extortion=0.25,
    change=Range(p05=600, p25=1500, median=2400, p75=3000, p95=4100),
    leverage=3.19,
    not_claimed=((N_("Nothing is claimed of extortion: no lamp, court or committee is known to reduce it."), {}),),
)
LINES = (
    ProgrammeLine(
        id="committee",
        kind=ProgrammeKind.COMMITTEE,
        responsible="Comité",
        quantities={"meetings": 12, "members": 25},
        indicator=Indicator(
            name="Actas",
            unit="al año",
            baseline=2,
            target=12,
            source="Libro",
            owner="Dirección",
            due=date(2027, 12, 31),
        ),
    ),
    ProgrammeLine(id="mediation", kind=ProgrammeKind.MEDIATION, indicator=Indicator(name="Acuerdos", target=60)),
    ProgrammeLine(id="plan", kind=ProgrammeKind.SECURITY_PLAN, reference="Línea 3.2"),
)
FUNDING = (
    Funding(source="GAD", amount=46_000, own=True),
    Funding(
        source="Firma", amount=22_000, partner="firm", since=date(2026, 9, 15), state=State.PLEDGED, form=Form.TIME
    ),
)
FIRM = Partner(id="firm", name="Firma Zafiro (ficticia)")


def made(case: SponsorCase | None = CASE, *, partners: tuple[Partner, ...] = (FIRM,), **plan: Any) -> Made:
    usual: dict[str, Any] = {"funding": FUNDING, "programme": LINES}
    project = factory.project(proposals=(factory.proposal(**(usual | plan)),), partners=partners)
    return project, factory.result(project, sponsor=case)


def pages(made_of: Made, folder: Path, language: str = "en") -> list[str]:
    project, result = made_of
    path = brief.write(
        project, result, catalogue.load(), "merced", folder, density=factory.density(), language=language, today=TODAY
    )
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages]


def records(made_of: Made, language: str = "en") -> Document:
    project, result = made_of
    with i18n.speaking(language):
        case = brief_case.case(
            project, result, catalogue.load(), "merced", density=factory.density(), values="published", today=TODAY
        )
        return brief.compose(case)


def test_the_case_is_the_second_page_and_the_others_are_told(tmp_path):
    said = pages(made(), tmp_path)
    assert "The case for your business" in said[1]
    # The details follow at once, on the same page, where that saves one.
    begun = next(page for page, text in enumerate(said, start=1) if "For whoever checks" in text)
    assert begun in {2, 3}
    assert f"See page {begun}." in said[0]
    assert len(said) == 3
    for words in (
        "29 businesses are within 400 m on foot; 9 of them next to the space",
        "69% of those that say their hours are open after 19:00",
        "Of USD 12,000 a year",
        "2,400 less is expected (600 to 4,100 in 90 % of cases)",
        "27 businesses answered the survey of 2025–2026",
        "Extortion: 25% of those who answered report it",
        "Each USD 1 of the partners stands in works and programmes of USD 3.19",
        "time pledged 15 September 2026 22,000",
        "12 meetings, 25 members",
        "Actas: 2 → 12 al año",
        "? → 60",
        "missing: a baseline, a source, who reports it, a date",
        "no indicator yet",
        "Nothing is claimed of extortion",
    ):
        assert words.replace("\u00a0", " ") in said[1].replace("\u00a0", " "), words


def test_it_stands_on_one_page_within_its_edges():
    document = records(made(programme=LINES * 3, funding=FUNDING * 4))
    for top in document.pages[1].elements:
        for element in top.walk():
            assert element.box.bottom <= 1123
            assert element.box.right <= 745
    assert "For whoever checks" in " ".join(record.text for record in document.records() if record.page == 3)


def test_without_a_change_the_reason_stands_in_its_place(tmp_path):
    why = N_("No change in losses is claimed: this proposal may avert no incident at all.")
    case = replace(CASE, change=None, not_claimed=((why, {}),))
    said = pages(made(case), tmp_path)[1]
    assert "not claimed" in said
    assert said.count("this proposal may avert no incident at all") == 2


def test_without_data_or_partners_there_is_a_box_of_what_to_collect(tmp_path):
    ask = N_(
        "Businesses: name, kind, position and hours of each, from the licence register or the chamber of commerce (columns name, kind, hours)."
    )
    case = SponsorCase(metres=400, to_collect=((ask, {}),))
    said = pages(made(case, partners=(), funding=(), programme=()), tmp_path)
    assert not any("The case for your business" in page for page in said)
    assert "See page 2." in said[0]
    assert "For partners: what to collect" in " ".join(said[1:])


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_same_case_gives_the_same_bytes(tmp_path, language):
    project, result = made()
    write = [
        brief.write(
            project, result, catalogue.load(), "merced", tmp_path / name, density=None, language=language, today=TODAY
        ).read_bytes()
        for name in ("a", "b")
    ]
    assert write[0] == write[1]


def everything(made_of: Made, folder: Path) -> str:
    """All that leaves the house: briefs and web maps in both languages, the names of the files, the file's own words."""
    project, result = made_of
    said: list[str] = []
    for language in ("es", "en"):
        path = brief.write(
            project, result, catalogue.load(), "merced", folder, density=None, language=language, today=TODAY
        )
        reader = pypdf.PdfReader(path)
        said += [path.name, str(reader.metadata), *(page.extract_text() for page in reader.pages)]
        page = webmap.write(
            project, result, catalogue.load(), folder / "map.html", density=None, language=language, today=TODAY
        )
        said.append(page.read_text(encoding="utf-8"))
    return "\n".join(said)


@pytest.mark.parametrize("kind", [RecognitionKind.RENAMING, RecognitionKind.ENDORSEMENT, RecognitionKind.EXCLUSIVITY])
@pytest.mark.parametrize(
    "half", [{}, {"decision": "Resolución 1"}, {"decided": date(2026, 8, 20)}, {"decision": " \t", "decided": TODAY}]
)
def test_what_needs_a_decision_is_printed_nowhere_without_one(tmp_path, kind, half):
    given = Recognition(partner="firm", kind=kind, what=SECRET, **half)
    said = everything(made(recognitions=(given,)), tmp_path)
    assert "Zafiro</b>" not in said
    assert "Estadio" not in said


def test_with_a_decision_it_is_printed_with_its_reference(tmp_path):
    given = Recognition(
        partner="firm", kind=RecognitionKind.EXCLUSIVITY, what="Una sola marca", decision="Res. 14", decided=TODAY
    )
    said = pages(made(recognitions=(given,)), tmp_path)
    assert "Una sola marca (exclusivity; decided on 23 November 2026: Res. 14)" in said[1]
    assert "Not given: endorsement of a brand and naming of the space" in said[0]


def test_a_proposal_bears_no_partners_name_without_a_decision(tmp_path):
    name = "Parque FIRMA ZÁFIRO"
    project, result = made(name=name, summary="Luz.")
    result = replace(result, proposals=(replace(result.proposals[0], name=name), *result.proposals[1:]))
    said = everything((project, result), tmp_path)
    assert not re.search("firma z[aá]firo", said.replace("Firma Zafiro (ficticia)", ""), re.IGNORECASE)
    assert "Parque La Merced" in said
    decision = Recognition(partner="firm", kind=RecognitionKind.RENAMING, what="x", decision="Res. 1", decided=TODAY)
    plan = replace(project.proposals[0], recognitions=(decision,))
    assert policy.name(plan, project, catalogue.load()) == name


def test_who_refuses_a_theme_gives_without_a_name(tmp_path):
    themes = {catalogue.load().types[item.type].theme for item in factory.proposal().interventions}
    silent = replace(FIRM, name="Zafiro del Mar", refuses=(min(themes),))
    lines = (*FUNDING[:1], replace(FUNDING[1], source="Zafiro del Mar"), Funding(source="ZAFIRO DEL MAR", amount=10))
    thanks = Recognition(partner="firm", kind=RecognitionKind.THANKS, what=SECRET)
    said = everything(made(partners=(silent,), funding=lines, recognitions=(thanks,)), tmp_path)
    assert "zafiro" not in said.lower()
    assert "A partner that is not named here" in said


@pytest.mark.parametrize("name", ["Plaza Firma Zafiro", "Cancha KFC", "Cancha K. F. C.", "Parque cerveceria andina"])
def test_no_name_is_too_short_or_has_to_be_written_in_full(tmp_path, name):
    firms = (
        replace(FIRM, name="Firma Zafiro S.A. (ficticia)"),
        Partner(id="kfc", name="KFC"),
        Partner(id="andina", name="Cervecería Andina Cía. Ltda."),
    )
    project, result = made(name=name, summary="Luz.", partners=firms)
    copy = replace(project.proposals[0], id=name.lower().replace(" ", "-"))
    project = replace(project, proposals=(project.proposals[0], copy))
    result = replace(result, proposals=tuple(replace(item, name=name) for item in result.proposals))
    said = everything((project, result), tmp_path).lower().replace("firma zafiro s.a. (ficticia)", "")
    said = re.sub(r"[a-z0-9+/=]{200,}", "", said)  # the font in the page
    assert not re.search(r"firma.zafiro|kfc|k\. f\. c|andina", said)
    again = brief.file_name(project, catalogue.load(), copy.id)
    assert not re.search(r"zafiro|kfc|k-f-c|andina", again)
    assert again != brief.file_name(project, catalogue.load(), "merced")


def test_who_refuses_a_theme_is_named_in_no_text_of_the_proposal(tmp_path):
    silent = Partner(id="andina", name="Cervecería Andina S.A.", refuses=tuple(policy.THEMES))
    said, firm = "Con la Cervecería Andina", "CERVECERIA ANDINA"
    indicator = Indicator(name=said, unit=said, source=firm, owner=firm)
    works = tuple(
        replace(item, owner=firm, maintainer=firm, upkeep_payer=firm, note=said)
        for item in factory.proposal().interventions
    )
    project, result = made(
        partners=(silent, FIRM),
        name=said,
        summary=said,
        contact=said,
        owner=firm,
        maintainer=firm,
        upkeep_payer=firm,
        interventions=works,
        funding=(*FUNDING, Funding(source=firm, amount=5.0, note=said), Funding(source="Otra", amount=5.0, note=said)),
        programme=(replace(LINES[0], responsible=firm, reference=said, note=said, indicator=indicator),),
        recognitions=(Recognition(partner="firm", kind=RecognitionKind.THANKS, what=said, decision=said),),
    )
    shown = policy.published(project.proposals[0], project, catalogue.load())
    assert "andina" not in str(shown).lower()
    assert (shown.summary, shown.upkeep_payer) == ("", policy.UNNAMED)
    assert len(shown.interventions) == len(works)
    assert "andina" not in everything((project, result), tmp_path).lower()


def test_a_decision_on_naming_does_not_name_who_refuses():
    given = Recognition(partner="firm", kind=RecognitionKind.RENAMING, decision="Res. 1", decided=TODAY)
    firm = replace(FIRM, refuses=tuple(policy.THEMES))
    project, _ = made(name="Parque Firma Zafiro", recognitions=(given,), partners=(firm,))
    assert policy.name(project.proposals[0], project, catalogue.load()) == "Proposal for Parque La Merced"


def test_who_gives_where_others_have_exclusivity_is_told_inside():
    given = Recognition(partner="other", kind=RecognitionKind.EXCLUSIVITY, decision="Res. 1", decided=TODAY)
    project, _ = made(recognitions=(given,), partners=(FIRM, Partner(id="other", name="Otra")))
    told = list(policy.cautions(project.proposals[0], project, catalogue.load()))
    assert [said["partner"] for text, said in told if "exclusivity is decided for others" in text] == [FIRM.name]
    assert [said["others"] for text, said in told if "exclusivity is decided for others" in text] == ["Otra"]


def test_the_web_map_shows_versions_of_one_proposal_once(tmp_path):
    project, result = made()
    copy = replace(project.proposals[0], id="copy", name="Otra versión", scenario_of="merced")
    other = replace(result.proposals[0], id="copy", name="Otra versión", version_of="merced")
    project = replace(project, proposals=(*project.proposals, copy))
    result = replace(result, proposals=(*result.proposals, other))
    said = everything((project, result), tmp_path)
    assert "Otra versión" not in said
    assert f'of {len(result.ranked)}"' in said
    assert f'of {len(result.proposals)}"' not in said


def test_what_is_kept_back_is_told_inside():
    undecided = Recognition(partner="firm", kind=RecognitionKind.RENAMING, what=SECRET)
    project, _ = made(recognitions=(undecided,), name="Parque Firma Zafiro")
    told = [text for text, _ in policy.cautions(project.proposals[0], project, catalogue.load())]
    assert any("no decision" in text for text in told)
    assert any("under the name of its space" in text for text in told)


def test_the_web_map_tells_reach_and_leverage_in_one_line(tmp_path):
    project, result = made()
    page = webmap.write(
        project, result, catalogue.load(), tmp_path / "m.html", density=None, language="en", today=TODAY
    ).read_text(encoding="utf-8")
    assert "29 businesses are within 400" in page
    assert "works and programmes of USD 3.19" in page


def test_funding_in_another_currency_is_printed_in_its_own_and_lacks_nothing_anybody_could_tell(tmp_path):
    project = replace(factory.project(proposals=(factory.proposal(funding=FUNDING),), partners=(FIRM,)), currency="EUR")
    made_of = project, factory.result(project, sponsor=CASE)
    said = " ".join(pages(made_of, tmp_path))
    assert "Missing (without what is requested) no data" in said
    page = webmap.write(
        *made_of, catalogue.load(), tmp_path / "m.html", density=None, language="en", today=TODAY
    ).read_text(encoding="utf-8")
    assert "EUR 46,000" in page.replace("\u00a0", " ")
