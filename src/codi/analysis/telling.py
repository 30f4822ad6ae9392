"""Whether two sets can be told apart: a classifier two-sample test.

A logistic regression learns from features of one turn, or of a whole conversation, which set it
comes from, and is asked about passages it has not seen. An AUC of 0.5 says that it cannot tell, 1
that it always can (Lopez-Paz and Oquab 2017, "Revisiting Classifier Two-Sample Tests").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from codi.analysis.distances import interval_of
from codi.errors import MissingExtraError
from codi.randomness import rng_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

Unit = Literal["turn", "conversation"]
FOLDS = 5
RESAMPLES = 500
STRETCH = (1 + FOLDS / (FOLDS - 1)) ** 0.5
"""The folds share most of what they learn from, which a bootstrap of what is held out does not see.

The variance of k folds' mean is (1/k + 1/(k-1)) of one's, not 1/k (Nadeau and Bengio 2003,
"Inference for the Generalization Error"); of random halves, the intervals then cover 0.5 as often
as they should.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureWeight:
    """How much one feature tells, and which way.

    `weight` is the coefficient of the standardised feature: above 0 it speaks for B, below for A.
    `mean_a` and `mean_b` are means over the turns or conversations that have it. `auc` is what the
    feature reaches alone, above 0.5 where it is higher in B.
    """

    name: str
    weight: float
    mean_a: float | None
    mean_b: float | None
    auc: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldApart:
    """How well the classifier tells A from B, one `unit` at a time.

    `auc` is the mean over `FOLDS` held-out parts, `low` and `high` its 95% interval over groups
    (the conversations on one passage) drawn with replacement, stretched by `STRETCH`. `features`
    begin with the one that weighs most.
    """

    unit: Unit
    auc: float
    low: float
    high: float
    features: tuple[FeatureWeight, ...]


def require_classifier() -> None:
    """Refuse where the library is not installed.

    Raises:
        MissingExtraError: naming the extra.
    """
    try:
        import sklearn  # noqa: F401 - whether it is there
    except ModuleNotFoundError:
        raise MissingExtraError(
            "scikit-learn", extra="analysis", purpose="the classifier two-sample test"
        ) from None


def tell_apart(
    a: Numbers,
    b: Numbers,
    *,
    names: Sequence[str],
    groups_a: Sequence[str],
    groups_b: Sequence[str],
    unit: Unit,
    seed: int,
) -> ToldApart | None:
    """Learn to tell the rows of `a` from those of `b`, on groups held out in turn.

    Columns are the features of `names`; nan stands where one has no meaning for a row.
    Rows of one group are never on both sides of a fold. None where there are fewer groups than
    folds in either set.

    Raises:
        MissingExtraError: scikit-learn is not installed.
    """
    require_classifier()
    import numpy as np
    from sklearn.model_selection import StratifiedGroupKFold

    if min(len(set(groups_a)), len(set(groups_b))) < FOLDS:
        return None
    kept = [column for column in range(len(names)) if _varies(a[:, column], b[:, column])]
    values = np.concatenate([a[:, kept], b[:, kept]]).astype(float)
    labels = np.array([0] * len(a) + [1] * len(b))
    group_names = sorted({*groups_a, *groups_b})
    number = {name: place for place, name in enumerate(group_names)}
    groups = np.array([number[name] for name in (*groups_a, *groups_b)])
    state = rng_for(seed, "analysis", "folds", unit).getrandbits(32)
    folds = StratifiedGroupKFold(n_splits=FOLDS, shuffle=True, random_state=state)
    held_out = []
    for train, test in folds.split(values, labels, groups):
        model = _classifier().fit(values[train], labels[train])
        held_out.append((model.decision_function(values[test]), labels[test], groups[test]))
    auc, low, high = _auc_with_interval(held_out, len(group_names), seed=seed, unit=unit)
    weights = _classifier().fit(values, labels)[-1].coef_[0]
    features = [
        _feature_weight(name, weight, column, labels)
        for name, weight, column in zip([names[i] for i in kept], weights, values.T, strict=True)
    ]
    features.sort(key=lambda feature: (-abs(feature.weight), feature.name))
    return ToldApart(unit=unit, auc=auc, low=low, high=high, features=tuple(features))


def _varies(a: Numbers, b: Numbers) -> bool:
    """Whether a feature is known in both sets and is not the same everywhere.

    What only one of the files can tell, such as evidence, is no difference between conversations.
    """
    import numpy as np

    sides = [column[~np.isnan(column)] for column in (a, b)]
    return all(side.size for side in sides) and bool(np.ptp(np.concatenate(sides)) > 0)


def _classifier() -> Any:  # noqa: ANN401 - scikit-learn has no types
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        SimpleImputer(strategy="mean", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(max_iter=2_000, class_weight="balanced"),
    )


def _auc_with_interval(
    held_out: Sequence[tuple[Numbers, Numbers, Numbers]], num_groups: int, *, seed: int, unit: str
) -> tuple[float, float, float]:
    """The mean AUC of the folds, and its interval over groups drawn with replacement."""
    import numpy as np

    state = rng_for(seed, "analysis", "auc", unit).getrandbits(128)
    generator = np.random.default_rng(state)
    sizes = [1 / num_groups] * num_groups
    weights = generator.multinomial(num_groups, sizes, size=RESAMPLES).astype(float)
    everything = np.ones((1, num_groups))
    drawn = np.concatenate([everything, weights])
    by_fold = np.array(
        [
            [_auc(scores, labels, row[groups]) for row in drawn]
            for scores, labels, groups in held_out
        ]
    )
    means = np.nanmean(by_fold, axis=0)
    auc = float(means[0])
    low, high = (auc + STRETCH * (bound - auc) for bound in interval_of(means[1:]))
    return auc, max(0.0, low), min(1.0, high)


def _auc(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """The chance that a row of B scores above one of A, ties by half; nan where one is missing."""
    import numpy as np

    _, place = np.unique(scores, return_inverse=True)
    positive = np.bincount(place, weights=weights * labels)
    negative = np.bincount(place, weights=weights * (1 - labels))
    pairs = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative / 2
    return float((positive * below).sum() / pairs) if pairs else float("nan")


def _feature_weight(name: str, weight: float, column: Numbers, labels: Numbers) -> FeatureWeight:
    import numpy as np

    known = ~np.isnan(column)
    of_a, of_b = column[known & (labels == 0)], column[known & (labels == 1)]
    return FeatureWeight(
        name=name,
        weight=float(weight),
        mean_a=float(of_a.mean()) if of_a.size else None,
        mean_b=float(of_b.mean()) if of_b.size else None,
        auc=_auc(column[known], labels[known], np.ones(int(known.sum()))),
    )
