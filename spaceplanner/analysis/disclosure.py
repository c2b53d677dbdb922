"""What may be said of incidents outside, so that nobody can be recognised (see docs/methods/privacy.md).

The rule is the threshold rule of statistical disclosure control (Hundepool et al. 2012, *Statistical Disclosure
Control*, chapter 4: minimum frequency and complementary suppression) with a minimum of five.
"""

from __future__ import annotations

FEWEST = 5
"""Smallest count of incidents that is published."""

_FEWEST_FOR_SHARE = 2 * FEWEST
_STEPS = 20


def count(n: int) -> int | None:
    """Return the count as published, or None for 0 to 4."""
    return n if n >= FEWEST else None


def part(n: int, of: int) -> int | None:
    """Return a count that is part of a published total, or None.

    It is published only if it and what remains of the total are not 1 to 4, for the remainder follows by subtraction.

    Parameters
    ----------
    n, of
        The part, and the total that contains it.
    """
    rest = of - n
    return n if n >= FEWEST and (rest == 0 or rest >= FEWEST) else None


def withheld(n: int, published: int | None) -> str | None:
    """Return why a part is not published: it is too small itself, or it would give a small rest away; else None."""
    if published is not None:
        return None
    return "fewer_than_5" if n < FEWEST else "derivable"


def share(n: int, of: int) -> float | None:
    """Return a share of incidents as published, 0 to 1 in steps of 0.05, or None.

    Parameters
    ----------
    n, of
        Numerator and denominator: the share is published where the denominator is at least 10 and the numerator could
        be published as a part of it.
    """
    if of < _FEWEST_FOR_SHARE or part(n, of) is None:
        return None
    return round(_STEPS * n / of) / _STEPS


def share_of_part(n: int, of: int, whole: int) -> float | None:
    """Return the share of a part that is published itself as a share of a whole, in steps of 0.05, or None.

    It is said only where the part's own share is: else that the part is 10 or more would say of a share that is withheld
    that one to four are left of the whole.

    Parameters
    ----------
    n, of, whole
        Such as incidents by night in the dark, by night, and with an hour.
    """
    return None if share(of, whole) is None else share(n, of)


def scored_count(n: int) -> int:
    """Return the count that a published score may use: fewer than five count as none.

    A score and its parts are printed; if they used an exact small count, it could be computed back from them.
    """
    return n if n >= FEWEST else 0


def scored_share(n: int, of: int) -> float | None:
    """Return the share that a published score may use, in steps of 0.05, or None where the denominator is under 10.

    The numerator is moved to at least 5 from either end, so that 0 to 5 (and `of` - 5 to `of`) cannot be told apart.
    """
    if of < _FEWEST_FOR_SHARE:
        return None
    return round(_STEPS * min(max(n, FEWEST), of - FEWEST) / of) / _STEPS


def least_density(peak: float, years: float | None) -> float:
    """Return the lowest density that may be shown: what five incidents at one point make there.

    A sum of kernels can reach five times the height of one only where at least five incidents contribute.

    Parameters
    ----------
    peak
        Height of one incident's kernel at its centre, per unit of area.
    years
        Length of the record in years, where the density is per year; else None.
    """
    return FEWEST * peak / (years or 1.0)
