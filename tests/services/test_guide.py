"""What comes next, for somebody who does this for the first time."""

from __future__ import annotations

from dataclasses import replace

from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.project import Project
from spaceplanner.services.guide import Next, following
from tests.services.city import town


def test_the_whole_way():
    empty, city = Project(name=""), town()
    assert following(empty, space=None, proposal=None, diagnosed=True) is Next.ADD_SPACES
    assert (
        following(replace(city, layers=city.layers[1:]), space=None, proposal=None, diagnosed=False) is Next.ADD_SPACES
    )
    assert following(city, space=None, proposal=None, diagnosed=False) is Next.DIAGNOSE
    assert following(city, space=None, proposal=None, diagnosed=True) is Next.SELECT
    assert following(city, space="park", proposal=None, diagnosed=True) is Next.PROPOSE
    proposed = town(proposal=True)
    (plan,) = proposed.proposals
    bare = replace(proposed, proposals=(replace(plan, interventions=()),))
    assert following(bare, space="park", proposal="merced", diagnosed=True) is Next.PLACE
    assert following(proposed, space="park", proposal="merced", diagnosed=True) is Next.FUND
    money = of_kind("GAD", FundingKind.OWN, 10.0)
    funded = replace(proposed, proposals=(replace(plan, funding=(money,)),))
    assert following(funded, space="park", proposal="merced", diagnosed=False) is Next.EXPORT


def test_a_proposal_that_is_gone_leads_nowhere_wrong():
    assert following(town(), space="park", proposal="gone", diagnosed=True) is Next.PROPOSE
