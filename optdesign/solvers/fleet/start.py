"""What a search over several sites starts from: a target that can house people by itself."""

from __future__ import annotations

from optdesign.errors import ProblemError
from optdesign.network.fleet import FleetSite
from optdesign.network.model import IMPORTABLE, HabitatDesign
from optdesign.network.site_case import FREED
from optdesign.solvers.fleet.request import FleetRequest
from optdesign.solvers.growth.diagnosis import no_growth
from optdesign.solvers.growth.request import Request
from optdesign.solvers.growth.search import LONGEST, OutOfReachError
from optdesign.units import format_number


def check_target(request: FleetRequest, habitats: tuple[HabitatDesign, ...]) -> None:
    """Refuse a target that lacks what every habitat needs.

    Other sites could send it, but every plan is sought from one of the target alone.

    Raises
    ------
    ProblemError
        naming what is missing, and the sites that have it.
    """
    target = request.site(request.target)
    missing = _missing(target, habitats)
    if not missing:
        return
    able = [site.name for site in request.sites if not _missing(site, habitats)]
    keys = [f"{target.name}.{FREED[name]}" for name in missing if name in FREED]
    keys = [key for key in keys if key in request.case.values and request.case[key] <= 0]
    hints = [f"choose {' or '.join(able)}"] if able else []
    hints += [f"raise {key}" for key in keys]
    raise ProblemError(
        f"target.site | must give all that habitats need, {target.name} gives no "
        f"{' and no '.join(missing)} | {', or '.join(hints) or 'give a line that makes it'}"
    )


def _missing(site: FleetSite, habitats: tuple[HabitatDesign, ...]) -> list[str]:
    """What every habitat needs and nothing makes at a site."""
    made = {name for line in site.lines for name, rate in line.output.items() if rate > 0}
    needs = [{name for name, amount in one.needs.items() if amount > 0} for one in habitats]
    return sorted(set.intersection(*needs) - made - IMPORTABLE) if needs else []


def no_start(request: FleetRequest, own: Request, found: Exception) -> list[str]:
    """Why there is no answer, for people, where the target alone (``own``) has no plan."""
    people = f"{format_number(own.mission.target)} people"
    if isinstance(found, OutOfReachError):
        share = f"{100 * found.bound.value:.3g} %"
        why = (
            f"{request.target} alone houses at most {share} of {people} within {LONGEST:.4g} years"
        )
    else:
        why = f"no plan was found that houses {people} at {request.target} alone"
    sought = "several sites are only sought from a plan of the target alone"
    mends = "Ask for fewer people, a larger seed or another target.site."
    notes = [f"No answer: {why}, and {sought}. {mends}"]
    conflict = no_growth(own)
    if conflict is not None:
        together = "; ".join(part.text for part in conflict.conflict)
        notes.append(f"What {request.target} alone cannot meet together: {together}.")
        if conflict.relaxation:
            notes.append(
                f"For {request.target} alone it would do to {conflict.relaxation[0].text}."
            )
    return notes
