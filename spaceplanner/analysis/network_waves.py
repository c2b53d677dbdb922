"""Waves of incidents' kernels over a network, split where edges meet (see `network_density`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network

METHODS = ("discontinuous", "continuous")
"""How a kernel splits where edges meet."""

STEPS = 240
"""Steps of distance in a kernel's reach."""

_CUBIC_FROM = 2
"""Steps from which an edge's delay is shared by cubics: on shorter ones a share would come before it leaves."""


class Waves:
    """Waves on directed edges: edge e forwards is e, backwards e + m.

    `arrivals[d, k]` is what comes to the far end of directed edge d in step k. Column 0 is one step before distance 0,
    for the shares of what starts near it.
    """

    def __init__(self, network: Network, step: float, method: str, *, open_ends: bool | NDArray[np.bool_]) -> None:
        m, n = len(network.lengths), len(network.nodes)
        self.step, self.method = step, method
        self.tail, self.head = network.ends.T.ravel(), network.ends[:, ::-1].T.ravel()
        self.back = np.concatenate((np.arange(m, 2 * m), np.arange(m)))
        self.lengths = network.lengths
        self.arrivals = np.zeros((2 * m, STEPS + 4))
        self.leaving = np.zeros(2 * m)
        self.degree = degree = np.bincount(self.head, minlength=n)
        if method == "continuous":
            share, returned = 2.0 / degree, np.ones(n)
        else:
            share = 1.0 / np.maximum(degree - 1, 1)
            returned = np.where(degree > 1, share, 0.0)
        opened = (degree == 1) & open_ends
        share[opened] = returned[opened] = 0.0
        self.share, self.returned = share[self.tail], returned[self.tail]
        lag = np.concatenate((network.lengths, network.lengths)) / step
        self.delay, self.taps = _shares(lag)
        self._prepare_short(lag)

    def _prepare_short(self, lag: NDArray[np.float64]) -> None:
        """Edges shorter than a step hand on within the step: what leaves them all is solved for at once."""
        self.short = np.flatnonzero(lag < 1)
        if not len(self.short):
            return
        size = len(self.short)
        self.at_once = self.taps[self.short, 0].copy()
        self.taps[self.short, 0] = 0.0
        number = np.full(len(lag), -1, dtype=np.int64)
        number[self.short] = np.arange(size)
        nodes = len(self.degree)
        ones, place = np.ones(size), np.arange(size)
        out = sparse.csr_array((ones, (place, self.tail[self.short])), shape=(size, nodes))
        into = sparse.csr_array((ones, (self.head[self.short], place)), shape=(nodes, size))
        turned = sparse.csr_array((ones, (place, number[self.back[self.short]])), shape=(size, size))
        split = (out @ into).multiply(self.share[self.short, None]) - turned.multiply(self.returned[self.short, None])
        system = sparse.eye_array(size) - split @ sparse.diags_array(self.at_once)
        self.solve = linalg.splu(sparse.csc_array(system)).solve

    def start(
        self, edge: NDArray[np.int64], at: NDArray[np.float64], mass: NDArray[np.float64], crossing: NDArray[np.int64]
    ) -> None:
        """Let incidents start; those at a crossing (a node, else -1) start into all its edges alike."""
        m, length = len(self.lengths), self.lengths[edge]
        node = crossing >= 0
        begun = np.bincount(crossing[node], mass[node], minlength=len(self.degree))
        self.leaving = (2.0 * begun / self.degree)[self.tail]
        directed = np.concatenate((edge[~node], edge[~node] + m))
        ahead = np.concatenate(((length - at)[~node], at[~node])) / self.step
        weight = np.concatenate((mass[~node], mass[~node]))
        near = ahead < STEPS
        first = np.floor(ahead[near]).astype(np.int64)
        # Column 1 is distance 0; cubic shares begin one step before.
        for tap, share in enumerate(_cubic(ahead[near] - first)):
            np.add.at(self.arrivals, (directed[near], first + tap), weight[near] * share)

    def steps(self) -> Iterator[tuple[float, NDArray[np.float64]]]:
        """Yield for each step the distance walked and what leaves into each directed edge there."""
        flat, width = self.arrivals.ravel(), self.arrivals.shape[1]
        order = np.argsort(self.delay, kind="stable")
        delay, cell = self.delay[order], order * width + self.delay[order]
        for k in range(STEPS + 1):
            leaving = self._split(self.arrivals[:, k], self.leaving if k == 1 else 0.0)
            for tap in range(4):
                reach = int(np.searchsorted(delay, width - k - tap))
                some = order[:reach]
                flat[cell[:reach] + (k + tap)] += self.taps[some, tap] * leaving[some]
            yield (k - 1) * self.step, leaving

    def _split(self, arriving: NDArray[np.float64], starting: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return what leaves in a step: what arrives, split at its node, and what starts there."""
        leaving = self._scattered(arriving) + starting
        if not len(self.short):
            return leaving
        arriving = arriving.copy()
        arriving[self.short] += self.at_once * self.solve(leaving[self.short])
        return self._scattered(arriving) + starting

    def _scattered(self, arriving: NDArray[np.float64]) -> NDArray[np.float64]:
        at_node = np.bincount(self.head, arriving, minlength=len(self.degree))
        leaving: NDArray[np.float64] = self.share * at_node[self.tail] - self.returned * arriving[self.back]
        return leaving


def crossings(
    network: Network, edge: NDArray[np.int64], at: NDArray[np.float64], *, method: str, at_node: float
) -> NDArray[np.int64]:
    """Return (n,) the crossing, a node, at which places lie (see `network_density.along`); -1: they lie at none."""
    rest = network.lengths[edge] - at
    nearer = network.ends[edge, np.where(at <= rest, 0, 1)]
    degree = np.bincount(network.ends.ravel(), minlength=len(network.nodes))
    near = (np.minimum(at, rest) <= at_node) & (degree[nearer] > 2)  # noqa: PLR2004 - a crossing
    return np.where(near & (method == "discontinuous"), nearer, -1)


def _shares(lag: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the first step (d,) and the shares (d, 4) in which a wave comes through edges `lag` steps long."""
    first = np.floor(lag).astype(np.int64)
    part = lag - first
    taps = np.stack(_cubic(part), axis=1)
    short = first < _CUBIC_FROM
    taps[short] = 0.0
    taps[short, 0], taps[short, 1] = 1 - part[short], part[short]
    return np.where(short, first, first - 1), taps


def _cubic(t: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return Lagrange's weights of the steps at -1, 0, 1 and 2 for a place at `t`, 0 to 1."""
    return (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )
