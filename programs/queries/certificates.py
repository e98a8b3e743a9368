"""Language certificates: which there are, how they are called, and which of one kind stands above which."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy, pgettext_lazy

from kanazawa_exchange.lib import formats
from kanazawa_exchange.lib.words import Words


@dataclass(frozen=True)
class Certificate:
    """One certificate. Of one `family` a higher `rank` includes the lower; with a `most` it has a score up to that."""

    code: str
    family: str
    label: Words
    rank: int = 0
    most: Decimal | None = None


_TORFL = (
    ("a1", gettext_lazy("TORFL A1 (Russian)")),
    ("a2", gettext_lazy("TORFL A2 (Russian)")),
    ("b1", gettext_lazy("TORFL B1 (Russian)")),
    ("b2", gettext_lazy("TORFL B2 (Russian)")),
    ("c1", gettext_lazy("TORFL C1 (Russian)")),
    ("c2", gettext_lazy("TORFL C2 (Russian)")),
)
_JLPT = (
    ("n5", gettext_lazy("JLPT N5 (Japanese)")),
    ("n4", gettext_lazy("JLPT N4 (Japanese)")),
    ("n3", gettext_lazy("JLPT N3 (Japanese)")),
    ("n2", gettext_lazy("JLPT N2 (Japanese)")),
    ("n1", gettext_lazy("JLPT N1 (Japanese)")),
)
_SCORED = (
    ("ielts", gettext_lazy("IELTS (English)"), Decimal(9)),
    ("toefl_ibt", gettext_lazy("TOEFL iBT (English)"), Decimal(120)),
    ("toeic", gettext_lazy("TOEIC L&R (English)"), Decimal(990)),
)
CERTIFICATES: dict[str, Certificate] = {
    made.code: made
    for made in (
        *(Certificate(f"torfl_{level}", "torfl", label, rank) for rank, (level, label) in enumerate(_TORFL, 1)),
        *(Certificate(f"jlpt_{level}", "jlpt", label, rank) for rank, (level, label) in enumerate(_JLPT, 1)),
        *(Certificate(code, code, label, most=most) for code, label, most in _SCORED),
    )
}
"""By their codes, in the order in which they are offered."""

OTHER = "other"
OTHER_LABEL = pgettext_lazy("certificate", "Another certificate")


@dataclass(frozen=True)
class Wanted:
    """A certificate that a call accepts, from this score on where it has one: `torfl_b1`, `ielts:6.0`."""

    certificate: Certificate
    score: Decimal | None = None

    def __str__(self) -> str:
        """TORFL B1 or higher; IELTS, 6.0 or more."""
        if self.score is not None:
            words = gettext_lazy("%(certificate)s, %(score)s or more")
            return str(words) % {"certificate": self.certificate.label, "score": formats.shortest(self.score)}
        highest = max(one.rank for one in CERTIFICATES.values() if one.family == self.certificate.family)
        if self.certificate.rank < highest:
            return str(gettext_lazy("%(certificate)s or higher")) % {"certificate": self.certificate.label}
        return str(self.certificate.label)

    def accepts(self, code: str, score: Decimal | None) -> bool | None:
        """Whether this certificate, with this score, is enough; None where the score that decides is not known."""
        held = CERTIFICATES.get(code)
        if held is None or held.family != self.certificate.family:
            return False
        if self.score is None:
            return held.rank >= self.certificate.rank
        return None if score is None else score >= self.score


def read(value: str) -> Wanted | None:
    """What a stored value stands for; None for one that nobody knows."""
    code, _colon, score = value.partition(":")
    certificate = CERTIFICATES.get(code)
    if certificate is None:
        return None
    try:
        wanted = Decimal(score) if score else None
    except InvalidOperation:
        return None
    if wanted is not None and (certificate.most is None or not 0 <= wanted <= certificate.most):
        return None
    return Wanted(certificate, wanted)
