"""Nine proposals for Puerto Alborada in words and numbers: sound packages, modest ones and some that are weak on purpose."""

from __future__ import annotations

from dataclasses import dataclass

Item = tuple[str, float]
"""Catalogue type, and how many (points), square metres (pruning, greening), metres (mural) or years (programmes)."""

Line = tuple[str, str, float, str]
"""Who gives, kind of funding, amount in US dollars, partner id or nothing."""

Programme = tuple[dict[str, object], ...]
"""Programme lines as a proposal file has them."""

PARTNERS = {
    "puerto-seguro": "Puerto Seguro S. A. (empresa ficticia)",
    "ferreteria-el-ancla": "Ferretería El Ancla (negocio ficticio)",
    "camara-comercio": "Cámara de Comercio de Puerto Alborada (ficticia)",
    "camaronera-brisas": "Camaronera Brisas del Estero (empresa ficticia)",
    "cooperativa-la-ria": "Cooperativa de Ahorro La Ría (ficticia)",
}
WISHES: dict[str, dict[str, object]] = {
    "puerto-seguro": {
        "contact": "responsabilidad.social@puertoseguro.example",
        "themes": ["light", "sport", "alarms"],
        "territory": ["La Merced", "Bellavista", "Centro"],
        "cash": 55000,
        "time": 2000,
        "conditions": "Informe de resultados cada seis meses y reconocimiento en el sitio.",
    },
    "ferreteria-el-ancla": {
        "themes": ["sport", "access", "upkeep", "light"],
        "territory": ["La Merced", "Bellavista"],
        "in_kind": 16000,
    },
    "camara-comercio": {
        "contact": "gerencia@camara.example",
        "themes": ["light", "access", "community"],
        "territory": ["Centro"],
        "cash": 12000,
        "time": 1500,
        "conditions": "Que los negocios del sector participen en el comité.",
    },
    "camaronera-brisas": {
        "themes": ["green", "upkeep", "play"],
        "cash": 18000,
        "in_kind": 8000,
        "refuses": ["sport"],
        "conditions": "Obra terminada antes de diciembre de 2027.",
    },
    "cooperativa-la-ria": {"themes": ["sport", "play", "community"], "cash": 25000, "time": 4000},
}
"""What each partner wants to support, where, and how much it could give a year."""

SHORT = {key: name.split(" (")[0] for key, name in PARTNERS.items()}
CITY = "GAD Municipal de Puerto Alborada"
KEEPER = "Empresa Pública de Espacios Públicos de Puerto Alborada"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A proposal before its things have a place."""

    id: str
    name: str
    space: str
    summary: str
    items: tuple[Item, ...]
    funding: tuple[Line, ...] = ()
    maintainer: str = ""
    payer: str = ""
    owner: str = ""
    since: dict[str, str] | None = None
    programme: Programme = ()
    recognitions: tuple[dict[str, object], ...] = ()


DRAFTS: tuple[Draft, ...] = (
    Draft(
        id="la-merced-iluminada", name="La Merced iluminada", space="Parque La Merced",
        summary="Luz, una cancha con entrenadores y un comité barrial para uno de los parques con mayor necesidad de la ciudad.",
        items=(
            ("led_lamp", 10), ("multi_use_court", 1), ("community_alarm", 1), ("pruning", 1800),
            ("neighbourhood_committee", 3), ("coach_programme", 1), ("upkeep_contract", 3),
        ),
        funding=(
            ("Municipio", "own", 46000, ""), (SHORT["puerto-seguro"], "committed", 22000, "puerto-seguro"),
            (SHORT["ferreteria-el-ancla"], "in_kind", 12000, "ferreteria-el-ancla"),
        ),
        maintainer=KEEPER, payer=CITY, owner=CITY,
        since={"puerto-seguro": "2026-09-15", "ferreteria-el-ancla": "2026-10-02"},
        programme=(
            {
                "kind": "committee", "responsible": "Comité barrial La Merced", "quantities": {"meetings": 12, "members": 25},
                "indicator": {
                    "name": "Reuniones con acta", "unit": "al año", "baseline": 2, "target": 12,
                    "source": "Libro de actas", "owner": "Dirección de Participación Ciudadana", "due": "2027-12-31",
                },
            },
            {
                "kind": "coaching", "responsible": "Federación Deportiva (ficticia)",
                "quantities": {"hours": 320, "trained": 8}, "reference": "Currículo de entrenadores barriales, 40 horas",
                "indicator": {
                    "name": "Entrenadores formados", "unit": "personas", "baseline": 0, "target": 8,
                    "source": "Certificados", "owner": "Dirección de Deportes", "due": "2027-08-31",
                },
            },
            {
                "kind": "youth", "responsible": "Dirección de Deportes", "quantities": {"youth": 180},
                "indicator": {
                    "name": "Jóvenes de 12 a 18 años que asisten dos veces por semana", "unit": "personas",
                    "baseline": 30, "target": 180, "source": "Lista de asistencia", "owner": "Dirección de Deportes",
                    "due": "2027-12-31",
                },
            },
            {
                "kind": "security_plan", "responsible": "Consejo de Seguridad Ciudadana",
                "reference": "Línea 3.2, espacios públicos seguros, del plan municipal de seguridad (ficticio)",
            },
        ),
        recognitions=(
            {"partner": "puerto-seguro", "kind": "thanks", "what": "Placa de reconocimiento en cada poste"},
            {
                "partner": "ferreteria-el-ancla", "kind": "renaming",
                "what": "El torneo de 2027 en la cancha lleva su nombre",
                "decision": "Resolución 014-2026 del Concejo (ficticia)", "decided": "2026-08-20",
            },
        ),
    ),
    Draft(
        id="bellavista-vuelve", name="Bellavista vuelve al barrio", space="Parque Bellavista",
        summary="Recuperar el parque abandonado: reverdecer, iluminar y cuidar con el barrio durante dos años.",
        items=(
            ("led_lamp", 12), ("greening", 2600), ("playground", 1), ("paths", 2), ("community_alarm", 1),
            ("neighbourhood_committee", 2), ("upkeep_contract", 2),
        ),
        funding=(
            ("Municipio", "own", 38000, ""), (SHORT["camaronera-brisas"], "pledged", 15000, "camaronera-brisas"),
            (SHORT["puerto-seguro"], "requested", 30000, "puerto-seguro"),
        ),
        maintainer=KEEPER, payer=CITY, owner=CITY, since={"camaronera-brisas": "2026-10-20"},
        programme=(
            {
                "kind": "workshops", "responsible": "Dirección de Planificación",
                "quantities": {"workshops": 4, "attendance": 160},
                "indicator": {
                    "name": "Personas en los talleres de codiseño", "unit": "personas", "baseline": 0, "target": 160,
                    "source": "Listas de asistencia", "owner": "Dirección de Planificación", "due": "2027-03-31",
                },
            },
            {
                "kind": "mediation", "responsible": "Centro de mediación municipal",
                "quantities": {"mediators": 2, "cases": 40},
                "indicator": {
                    "name": "Conflictos con acuerdo", "unit": "% de los casos", "target": 60,
                    "source": "Registro del centro", "owner": "Centro de mediación municipal", "due": "2027-12-31",
                },
            },
            {
                "kind": "coordination", "responsible": "Dirección de Seguridad",
                "quantities": {"procedures": 2, "institutions": 4},
                "reference": "Protocolo entre municipio, policía, empresa eléctrica y comité",
            },
        ),
    ),
    Draft(
        id="plaza-del-puerto-de-noche", name="Plaza del Puerto de noche", space="Plaza del Puerto",
        summary="Una plaza clara y con dónde sentarse para los negocios del malecón que cierran tarde.",
        items=(("led_lamp", 5), ("furniture", 10), ("mural", 28), ("neighbourhood_committee", 1)),
        funding=(
            ("Municipio", "own", 6000, ""), (SHORT["camara-comercio"], "committed", 9000, "camara-comercio"),
        ),
        maintainer=CITY, payer=PARTNERS["camara-comercio"],
    ),
    Draft(
        id="san-roque-en-juego", name="San Roque en juego", space="Parque San Roque",
        summary="Entrenadores, luz y comité en el parque; la cancha que ya existe al lado se usa tres tardes por semana.",
        items=(("led_lamp", 6), ("coach_programme", 2), ("neighbourhood_committee", 2)),
        funding=(
            ("Municipio", "own", 14000, ""), (SHORT["cooperativa-la-ria"], "pledged", 12000, "cooperativa-la-ria"),
        ),
        maintainer=KEEPER, payer=CITY, since={"cooperativa-la-ria": "2026-10-05"},
        programme=(
            {
                "kind": "campaign", "responsible": "Dirección de Comunicación", "quantities": {"actions": 6, "people": 3000},
                "indicator": {
                    "name": "Hogares que conocen el horario de los entrenadores", "unit": "%", "baseline": 5, "target": 40,
                    "source": "Encuesta a 150 hogares", "owner": "Dirección de Comunicación", "due": "2027-06-30",
                },
            },
            {
                "kind": "youth", "responsible": "Dirección de Deportes", "quantities": {"youth": 120},
                "indicator": {
                    "name": "Jóvenes inscritos", "unit": "personas", "baseline": 0, "target": 120,
                    "source": "Inscripciones", "owner": "Dirección de Deportes", "due": "2027-12-31",
                },
            },
        ),
    ),
    Draft(
        id="playita-limpia", name="La Playita limpia y cuidada", space="Parque La Playita",
        summary="Reverdecer el terreno abandonado y mantenerlo: es lo que mejor evidencia tiene.",
        items=(("greening", 1500), ("led_lamp", 3), ("upkeep_contract", 3), ("neighbourhood_committee", 3)),
        funding=(("Municipio", "own", 20000, ""), (SHORT["camaronera-brisas"], "in_kind", 6000, "camaronera-brisas")),
        maintainer="Comité barrial La Playita", payer=CITY,
    ),
    Draft(
        id="luz-para-el-estero", name="Luz para el estero", space="Parque lineal Estero Norte",
        summary="Ocho luminarias en el paseo del estero; todavía sin quien las mantenga.",
        items=(("led_lamp", 8),),
        funding=((SHORT["puerto-seguro"], "requested", 16000, "puerto-seguro"),),
    ),
    Draft(
        id="alarma-3-de-noviembre", name="Una alarma para 3 de Noviembre", space="Parque 3 de Noviembre",
        summary="Solo una alarma, sin comité: sirve para ver por qué eso no basta.",
        items=(("community_alarm", 1),),
        funding=(("Municipio", "own", 1300, ""),),
        maintainer=CITY,
    ),
    Draft(
        id="mirador-accesible", name="Mirador accesible", space="Mirador El Vigía",
        summary="Camino firme, poda y cuatro luminarias en lo alto del cerro.",
        items=(("paths", 1), ("led_lamp", 4), ("pruning", 900), ("furniture", 4)),
        funding=(("Municipio", "own", 9000, ""), (SHORT["ferreteria-el-ancla"], "in_kind", 2500, "ferreteria-el-ancla")),
        maintainer=CITY, payer="",
    ),
    Draft(
        id="jugar-en-1-de-mayo", name="Jugar en 1 de Mayo", space="Parque infantil 1 de Mayo",
        summary="Juegos nuevos para un parque infantil pequeño, con quien los cuide un año.",
        items=(("playground", 1), ("furniture", 3), ("upkeep_contract", 1)),
        funding=((SHORT["cooperativa-la-ria"], "requested", 20000, "cooperativa-la-ria"),),
        maintainer=KEEPER,
    ),
)  # fmt: skip
