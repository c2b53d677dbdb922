"""The city as its offices would send it: one function a file, each with that office's habits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from sample_layers.city import files
from sample_layers.city.audits import ITEMS
from sample_layers.city.files import FICTIONAL
from sample_layers.city.habits import OFFENCES
from sample_layers.city.luminaire import FILE, luminaire_sheet
from sample_layers.city.network import WIDTH
from sample_layers.city.proposals import planning_proposals

if TYPE_CHECKING:
    from pathlib import Path

    from sample_layers.city.model import City
    from sample_layers.city.people import Answer


def police_register(city: City, folder: Path) -> None:
    """Incidents: cp1252, semicolons, decimal commas, day first, latitude before longitude."""
    rows: list[list[object]] = [
        ["NRO", "FECHA_INFRACCION", "HORA_INFRACCION", "DELITO", "LUGAR", "CIRCUITO", "LATITUD", "LONGITUD",
         "CIUDAD_FICTICIA"]
    ]  # fmt: skip
    found = city.incidents
    for number, ((lon, lat), day, minute, offence, place, circuit) in enumerate(
        zip(
            files.degrees(found.xy).tolist(), found.day.tolist(), found.minute.tolist(), found.offence.tolist(),
            found.place.tolist(), found.circuit.tolist(), strict=True,
        ),
        1,
    ):  # fmt: skip
        clock = f"{minute // 60:02d}:{minute % 60:02d}" if minute >= 0 else ""
        where = [_comma(lat), _comma(lon)]
        rows.append(
            [number, f"{day:%d/%m/%Y}", clock, OFFENCES[offence].name, place, circuit, *where, "PUERTO ALBORADA"]
        )
    files.table(folder / "incidentes_2023_2026.csv", rows, encoding="cp1252", separator=";")


def _comma(value: float) -> str:
    """Write degrees with a decimal comma; nothing for a missing value, a bare 0 for a typed zero."""
    if np.isnan(value):
        return ""
    return f"{value:.6f}".replace(".", ",") if value else "0"


def alarm_committee(city: City, folder: Path) -> None:
    """Alarms: an Excel workbook whose first sheet is prose."""
    prose = [
        ["GAD Municipal de Puerto Alborada (ciudad ficticia)"],
        ["Inventario de alarmas comunitarias, octubre de 2026"],
        [],
        ["Elaborado por la Dirección de Seguridad Ciudadana con los comités barriales."],
        ["El nivel sonoro es el del fabricante, en dB(A) a 1 m. Coordenadas en grados, WGS 84."],
        [FICTIONAL],
    ]
    rows: list[list[object]] = [["CODIGO", "BARRIO", "NIVEL_DB", "ESTADO", "FECHA_INSTALACION", "LATITUD", "LONGITUD"]]
    alarms = city.alarms
    for number, ((lon, lat), barrio, level, works) in enumerate(
        zip(
            files.degrees(alarms.xy).tolist(), alarms.barrio, alarms.level.tolist(), alarms.works.tolist(), strict=True
        ),
        1,
    ):
        installed = date(2018, 3, 5) + timedelta(days=(number * 397) % 2700)
        state = "OPERATIVA" if works else ("DAÑADA", "EN REPARACIÓN")[number % 2]
        rows.append([f"AC-{number:03d}", barrio, level, state, installed, lat, lon])
    files.workbook(folder / "alarmas_comunitarias.xlsx", {"Léame": prose, "Alarmas": rows})


def power_company(city: City, folder: Path) -> None:
    """Street lamps: a zipped Shapefile with names of ten letters."""
    lamps = city.lamps
    dark = ("APAGADA", "QUEMADA", "DAÑADA", "SIN SERVICIO")
    files.zipped_shapefile(
        folder / "luminarias.zip",
        "luminarias_ciudad_ficticia",
        shapely.points(lamps.xy),
        {
            "CODIGO": [f"L-{n:05d}" for n in range(1, len(lamps.xy) + 1)],
            "TIPO": lamps.kind,
            "POTENCIA_W": lamps.power.astype(np.int32),
            "LUMENES": lamps.lumens.astype(np.int32),
            "ALTURA_M": lamps.height,
            "ESTADO": ["ENCENDIDA" if works else dark[n % 4] for n, works in enumerate(lamps.works.tolist())],
        },
    )


def planning_office(city: City, folder: Path) -> None:
    """Spaces, their entrances, barrios, urban limit and water: one GeoPackage."""
    path = folder / "espacios_publicos.gpkg"
    path.unlink(missing_ok=True)
    common = {"driver": "GPKG", "description": FICTIONAL}
    spaces = city.spaces
    files.vector(
        path, [s.shape for s in spaces],
        {
            "CODIGO": [s.id for s in spaces], "NOMBRE": [s.place.name for s in spaces],
            "TIPO": [s.place.kind for s in spaces], "ESTADO": [s.place.condition for s in spaces],
            "BARRIO": [s.barrio for s in spaces], "AREA_M2": [round(s.shape.area, 1) for s in spaces],
        },
        kind="Polygon", layer="espacios_publicos_ficticios", **common,
    )  # fmt: skip
    doors = [(space, n, door) for space in spaces for n, door in enumerate(space.entrances, 1)]
    files.vector(
        path, [door for _, _, door in doors],
        {
            "NOMBRE": [f"Ingreso {n} {space.place.name}" for space, n, _ in doors],
            "ESPACIO": [space.id for space, _, _ in doors],
            "TIPO_INGRESO": ["vehicular" if n == 1 and s.shape.area > 9000 else "peatonal" for s, n, _ in doors],  # noqa: PLR2004
        },
        kind="Point", layer="ingresos_ficticios", **common,
    )  # fmt: skip
    files.vector(
        path, [shape for _, shape in city.barrios],
        {
            "CODIGO": [f"B{n:02d}" for n in range(1, len(city.barrios) + 1)],
            "BARRIO": [barrio.name for barrio, _ in city.barrios],
            "PARROQUIA": [barrio.parish for barrio, _ in city.barrios],
        },
        kind="MultiPolygon", layer="barrios_ficticios", **common,
    )  # fmt: skip
    files.vector(
        path, [city.boundary], {"NOMBRE": ["Puerto Alborada (ciudad ficticia)"]}, kind="Polygon",
        layer="limite_urbano_ficticio", **common,
    )  # fmt: skip
    files.vector(
        path, [city.land.river, city.land.creek],
        {"NOMBRE": ["Estero Grande (ficticio)", "Estero Salado Chico (ficticio)"], "TIPO": ["estuario", "estero"]},
        kind="Polygon", layer="agua_ficticia", **common,
    )  # fmt: skip


def public_works(city: City, folder: Path) -> None:
    """Streets: FlatGeobuf."""
    streets = city.network.streets
    files.vector(
        folder / "vias.fgb", [s.shape for s in streets],
        {
            "NOMBRE": [s.name for s in streets], "JERARQUIA": [s.kind for s in streets],
            "BARRIO": [s.barrio for s in streets], "ANCHO_M": [WIDTH[s.kind] for s in streets],
            "PUENTE": ["SI" if s.bridge else "NO" for s in streets],
        },
        driver="FlatGeobuf", kind="LineString", layer="vias_ciudad_ficticia", title="Puerto Alborada",
        description=FICTIONAL,
    )  # fmt: skip


def statistics_office(city: City, folder: Path) -> None:
    """Residents by block: GeoJSON in degrees."""
    census = city.census
    files.vector(
        folder / "manzanas_poblacion.geojson", [block.shape for block in census],
        {
            "MANZANA": [block.id for block in census], "BARRIO": [block.barrio for block in census],
            "USO": [block.use for block in census], "VIVIENDAS": np.array([b.dwellings for b in census], np.int32),
            "POBLACION": np.array([block.people for block in census], np.int32),
            "MUJERES": np.array([block.women for block in census], np.int32),
            "MENORES_DE_15": np.array([block.children for block in census], np.int32),
            "MAYORES_DE_64": np.array([block.older for block in census], np.int32),
        },
        driver="GeoJSON", kind="Polygon", layer="manzanas_ciudad_ficticia", crs="EPSG:4326", COORDINATE_PRECISION="6",
        description=FICTIONAL,
    )  # fmt: skip


def chamber_of_commerce(city: City, folder: Path) -> None:
    """Businesses and what some told a survey: UTF-8 CSV with a byte order mark, as a spreadsheet saves it."""
    rows: list[list[object]] = [
        [
            "NOMBRE_COMERCIAL",
            "ACTIVIDAD",
            "CALLE",
            "ABRE_A_LAS",
            "CIERRA_A_LAS",
            "EMPLEADOS",
            "ANIO_ENCUESTA",
            "SUFRIO_DELITOS",
            "PERDIDA_ANUAL_USD",
            "CAIDA_VENTAS_PCT",
            "EXTORSION",
            "CIUDAD_FICTICIA",
            "LATITUD",
            "LONGITUD",
        ]
    ]
    where = files.degrees(np.array([(b.x, b.y) for b in city.businesses])).tolist()
    for business, (lon, lat) in zip(city.businesses, where, strict=True):
        rows.append(
            [business.sign, business.trade, business.street, f"{business.opens:02d}:00", f"{business.closes:02d}:00",
             business.employees, *_survey(business.answer), "Puerto Alborada", f"{lat:.6f}", f"{lon:.6f}"]
        )  # fmt: skip
    files.table(folder / "negocios.csv", rows, encoding="utf-8-sig", separator=",")


def _survey(answer: Answer | None) -> list[object]:
    """Return the columns of the survey: year, how often a victim, loss, drop in sales, extortion."""
    if answer is None:
        return [""] * 5
    extortion = "" if answer.extortion is None else "SI" if answer.extortion else "NO"
    told = ("" if value is None else value for value in (answer.times, answer.loss, answer.drop))
    return [2026, *told, extortion]


def parks_crew(city: City, folder: Path) -> None:
    """Paths in the larger spaces: KML, as a phone records it."""
    marks = []
    for space in city.spaces:
        for name, shape in space.paths:
            track = files.degrees(shapely.get_coordinates(shape))
            points = " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in track.tolist())
            marks.append(
                f"<Placemark><name>{escape(name)}</name><LineString><coordinates>{points}</coordinates></LineString>"
                "</Placemark>"
            )
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Senderos de Puerto Alborada (ciudad ficticia)</name>',
            f"<description>{escape(FICTIONAL)}</description>",
            "<Folder><name>senderos_ficticios</name>", *marks, "</Folder></Document></kml>\n",
        ]
    )  # fmt: skip
    (folder / "senderos.kml").write_text(text, encoding="utf-8", newline="\n")


def field_teams(city: City, folder: Path) -> None:
    """Audits: a form on paper, typed into a spreadsheet and saved as CSV with semicolons."""
    rows: list[list[object]] = [
        ["COD_ESPACIO", "FECHA", "AUDITOR", *ITEMS, "FOTO", "OBSERVACIONES", "CIUDAD_FICTICIA", "LATITUD", "LONGITUD"]
    ]
    where = files.degrees(np.array([a.space.shape.representative_point().coords[0] for a in city.audits])).tolist()
    for audit, (lon, lat) in zip(city.audits, where, strict=True):
        ratings = ["" if rating is None else rating for rating in audit.ratings]
        rows.append(
            [audit.space.id, f"{audit.day:%d/%m/%Y}", audit.team, *ratings, audit.photo, audit.note,
             "Puerto Alborada", _comma(lat), _comma(lon)]
        )  # fmt: skip
    files.table(folder / "inspecciones_espacios.csv", rows, encoding="utf-8-sig", separator=";")


def metadata_sheet(city: City, folder: Path) -> None:
    """Say of every file what it is, and that it is invented."""
    rows: list[list[object]] = [["ARCHIVO", "CAPA", "CONTENIDO", "SISTEMA", "REGISTROS", "CODIFICACION", "AVISO"]]
    metric, degrees = files.CRS, "EPSG:4326"
    listed: tuple[tuple[str, str, str, str, int, str], ...] = (
        ("incidentes_2023_2026.csv", "", "Incidentes", degrees, len(city.incidents.day), "cp1252"),
        ("luminarias.zip", "luminarias_ciudad_ficticia", "Luminarias", metric, len(city.lamps.xy), "UTF-8"),
        (FILE, "", "Distribución de luz de la luminaria LED de parque", "", 1, "latin-1"),
        ("alarmas_comunitarias.xlsx", "Alarmas", "Alarmas comunitarias", degrees, len(city.alarms.xy), ""),
        ("espacios_publicos.gpkg", "espacios_publicos_ficticios", "Espacios públicos", metric, len(city.spaces), ""),
        (
            "espacios_publicos.gpkg",
            "ingresos_ficticios",
            "Ingresos",
            metric,
            sum(len(s.entrances) for s in city.spaces),
            "",
        ),
        ("espacios_publicos.gpkg", "barrios_ficticios", "Barrios", metric, len(city.barrios), ""),
        ("espacios_publicos.gpkg", "limite_urbano_ficticio", "Límite urbano", metric, 1, ""),
        ("espacios_publicos.gpkg", "agua_ficticia", "Agua", metric, 2, ""),
        ("vias.fgb", "vias_ciudad_ficticia", "Calles", metric, len(city.network.streets), ""),
        ("manzanas_poblacion.geojson", "manzanas_ciudad_ficticia", "Población", degrees, len(city.census), "UTF-8"),
        ("negocios.csv", "", "Negocios", degrees, len(city.businesses), "UTF-8"),
        ("inspecciones_espacios.csv", "", "Inspecciones de campo", degrees, len(city.audits), "UTF-8"),
        ("senderos.kml", "senderos_ficticios", "Senderos", degrees, sum(len(s.paths) for s in city.spaces), "UTF-8"),
    )
    rows += [[*row, FICTIONAL] for row in listed]
    files.table(folder / "metadatos.csv", rows, encoding="utf-8-sig", separator=",")


OFFICES = (
    police_register, alarm_committee, power_company, luminaire_sheet, planning_office, public_works, statistics_office,
    chamber_of_commerce, parks_crew, field_teams, metadata_sheet, planning_proposals,
)  # fmt: skip
"""Each writes its file into a folder."""
