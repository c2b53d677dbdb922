"""The sample city as a project: its files come in the way anyone's do, its proposals from their files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner import resources
from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.i18n import N_, gettext, pick
from spaceplanner.io import proposal_file
from spaceplanner.io.importing import ImportRequest
from spaceplanner.io.roles import roles
from spaceplanner.services import importing
from spaceplanner.services.progress import between, nowhere

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.services.progress import Progress

NAME = N_("Puerto Alborada (fictional city)")
CONTACT = N_("Planning department (fictional)")


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the sample and what it is used as.

    Attributes
    ----------
    name
        The layer's name where the role's will not do.
    visible
        False: the map begins without it, so that what matters is seen first.
    """

    file: str
    role: Role
    layer: str | None = None
    name: str | None = None
    visible: bool = True


SOURCES: tuple[Source, ...] = (
    # The boundary comes first: it is the area that the layers after it cover.
    Source("espacios_publicos.gpkg", Role.BOUNDARY, "limite_urbano_ficticio"),
    Source("espacios_publicos.gpkg", Role.CONTEXT, "agua_ficticia", N_("Water")),
    Source("espacios_publicos.gpkg", Role.DISTRICTS, "barrios_ficticios", visible=False),
    Source("vias.fgb", Role.STREETS),
    Source("senderos.kml", Role.PATHS),
    Source("espacios_publicos.gpkg", Role.SPACES, "espacios_publicos_ficticios"),
    Source("espacios_publicos.gpkg", Role.ENTRANCES, "ingresos_ficticios", visible=False),
    Source("manzanas_poblacion.geojson", Role.RESIDENTS, visible=False),
    Source("inspecciones_espacios.csv", Role.AUDITS, visible=False),
    Source("negocios.csv", Role.BUSINESSES, visible=False),
    Source("luminarias.zip", Role.LAMPS),
    Source("alarmas_comunitarias.xlsx", Role.ALARMS),
    Source("incidentes_2023_2026.csv", Role.INCIDENTS),
)
"""In the order in which somebody would add them. No column, system or encoding is told to the importer."""


def folder() -> Path:
    """Return the folder of the sample's files."""
    return resources.path(root="sample_layers")


def build(catalogue: Catalogue, progress: Progress = nowhere) -> Project:
    """Return the sample city with its layers and proposals, named in the language in use.

    Raises
    ------
    InputError
        If a file of the sample is damaged.
    """
    project = Project(
        name=gettext(NAME), organisation="GAD Municipal de Puerto Alborada", contact=gettext(CONTACT), fictional=True
    )
    for number, source in enumerate(SOURCES):
        part = between(progress, number / len(SOURCES), (number + 1) / len(SOURCES))
        name = gettext(source.name) if source.name else pick(roles()[source.role].name)
        request = ImportRequest(path=folder() / source.file, role=source.role, layer=source.layer, name=name)
        project, report = importing.add(project, request, part)
        project = edits.change_layer(str(report["layer"]), visible=source.visible)(project)
    for file in sorted((folder() / "propuestas").glob("*.json")):
        content = proposal_file.contents(file, project, catalogue)
        for partner in content.partners:
            project = edits.put_partner(partner)(project)
        project = edits.put_proposal(content.proposal)(project)
    return project
