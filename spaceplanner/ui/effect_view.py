"""The effect of a proposal: incidents averted with their interval, what the figure stands on, light and sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from spaceplanner.i18n import N_, gettext, ngettext, number, percent, sentence
from spaceplanner.services import effect_words, ledger, measures, proof
from spaceplanner.ui.averted_parts import AvertedParts
from spaceplanner.ui.charts import IntervalLine
from spaceplanner.ui.effect_lines import EffectLines
from spaceplanner.ui.facts import Fact, rule
from spaceplanner.ui.plain import label, tip

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult
    from spaceplanner.ui.context import Context


class EffectView(QWidget):
    """See the module's docstring.

    Attributes
    ----------
    parts
        The incidents averted by outcome and by hours.
    lines
        The effects one by one, each leading to its finding.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._averted = Fact(self, bold=True)
        self._interval = IntervalLine(lambda: context.appearance.colours, self)
        self.parts = AvertedParts(context, self)
        self._warning = label(parent=self, role="warning", wrap=True)
        self._eligible, self._grade, self._lit, self._heard = (Fact(self) for _ in range(4))
        self._counted, self._baseline, self._breakeven = Fact(self), Fact(self), Fact(self)
        self.lines = EffectLines(context, self)
        self._proof = label(parent=self, role="secondary", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(rule(self))
        column.addSpacing(2)
        for widget in (
            self._averted,
            self._interval,
            self._warning,
            self.parts,
            self._counted,
            self._baseline,
            self._breakeven,
            self._eligible,
            self._grade,
            self.lines,
            self._lit,
            self._heard,
            self._proof,
        ):
            column.addWidget(widget)

    def retranslate(self) -> None:
        """Write the words anew; the figures follow with the next result."""
        for fact, words in (
            (self._averted, N_("Incidents averted a year")),
            (self._counted, N_("As counted, a year")),
            (self._baseline, N_("Expected without it, a year")),
            (self._breakeven, N_("Worth it unless more moves next door")),
            (self._eligible, N_("Incidents it can act on")),
            (self._grade, N_("Evidence")),
            (self._lit, N_("Lit ground")),
            (self._heard, N_("Within hearing of an alarm")),
        ):
            fact.name(gettext(words))
        self._warning.setText(gettext(effect_words.NO_EFFECT))

    def show_result(self, result: ProposalResult) -> None:
        """Show a proposal's effect."""
        averted = result.averted
        interval = measures.interval(measures.drawn(averted))
        self._averted.show_value(
            measures.text(measures.drawn(averted)), f"({interval})" if interval else "", note=measures.why(averted)
        )
        self._interval.show_estimate(averted.exact, averted.interval("exact"), effect_words.half(result))
        self._interval.setVisible(averted.exact is not None)
        self._interval.setAccessibleName(self._averted.accessibleName())
        self._warning.setVisible(result.may_have_no_effect and averted.exact is not None)
        self._show_gain(result)
        self._show_eligible(result)
        self._grade.show_value(self._evidence(result), note=gettext(ledger.GRADES[result.grade]))
        self.lines.show_result(result)
        for fact, key in ((self._lit, "lit_share"), (self._heard, "heard_share")):
            self._show_change(fact, result, key)
        self._show_proof(result)

    def _show_gain(self, result: ProposalResult) -> None:
        """Show of what the averted incidents are, from how many, and how many of them may move next door."""
        gain = result.gain
        known = gain is not None and gain.total is not None
        for widget in (self.parts, self._counted, self._baseline, self._breakeven):
            widget.setVisible(known)
        if gain is None or not known:
            return
        self.parts.show_gain(gain)
        note = gettext(
            N_(
                "What is above comparable spaces was partly bad luck, and goes by itself: the expected number is corrected for it."
            )
        )
        self._counted.show_value(effect_words.two(gain.raw), note=note)
        self._baseline.show_value(effect_words.spread(gain.baseline), note=note)
        share, why = effect_words.breakeven(gain)
        self._breakeven.show_value(share, note=why)

    def _show_proof(self, result: ProposalResult) -> None:
        """Say whether the effect could be shown afterwards; the tip names the spaces it would be judged against."""
        told = proof.told(result.proof) if result.proof is not None else ()
        self._proof.setText(" ".join(sentence(message, parameters) for message, parameters in told))
        self._proof.setVisible(bool(told))
        found = self._context.result
        if result.proof is not None and found is not None:
            spaces = (found.space(key) for key in result.proof.controls)
            names = "; ".join(space.name for space in spaces if space is not None)
            words = gettext(N_("Comparable spaces, the most similar first: {names}."))
            self._proof.setToolTip(tip(words.format(names=names)))

    def _show_eligible(self, result: ProposalResult) -> None:
        if result.incidents.exact is None or result.eligible.exact is None:
            self._eligible.show_value(gettext("no data"), note=measures.why(result.eligible))
            return
        words = gettext(N_("{part} of {whole}"))
        self._eligible.show_value(
            words.format(part=number(result.eligible.exact), whole=number(result.incidents.exact))
        )

    def _evidence(self, result: ProposalResult) -> str:
        if result.grade == "none":
            return gettext(N_("none for these items"))
        catalogue = self._context.catalogue.evidence
        nulls = sum(catalogue[key].null for key in {*result.evidence, *result.related})
        count = len(result.evidence)
        words = f"{result.grade} · " + ngettext("{count} source", "{count} sources", count).format(count=count)
        if nulls:
            words += " · " + ngettext("{count} null", "{count} nulls", nulls).format(count=nulls)
        return words

    def _show_change(self, fact: Fact, result: ProposalResult, key: str) -> None:
        before, after = result.before.get(key), result.after.get(key)
        if before is None or after is None or before.exact is None or after.exact is None:
            fact.show_value(gettext("no data"), note=measures.why(before) if before is not None else "")
        else:
            fact.show_value(f"{percent(before.exact)} → {percent(after.exact)}")
