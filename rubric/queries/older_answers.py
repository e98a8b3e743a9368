"""In which published years an older version of the rubric asked; what was answered is read in the version of the run."""

from django.db.models import Exists, OuterRef, Q

from ..models import Moment, SurveyWave, WaveStatus


def has_older_answers(year: str = "") -> Exists:
    """Whether some people whom the run counted were asked by an older version; `year` leads to the published year, as "year__".

    Of a year that is published all waves were locked before, and a locked wave never changes: what comes into the year later says nothing.
    """
    counted = SurveyWave.objects.filter(
        moment__in=(Moment.PRE, Moment.POST),
        status=WaveStatus.LOCKED,
        updated_at__lte=OuterRef(f"{year}published_at"),
        run__program__project=OuterRef(f"{year}project"),
        run__fiscal_year=OuterRef(f"{year}fiscal_year"),
        run__cohort_cells__score_run=OuterRef(f"{year}score_run"),
    )
    return Exists(counted.filter(~Q(instrument__rubric_version=OuterRef(f"{year}score_run__rubric_version"))))
