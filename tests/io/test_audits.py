"""Field audits and alarms as they come: which columns are found, what becomes of names, and a real condition index."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from spaceplanner.analysis import audit
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.io.importing import ImportRequest, read_layer
from spaceplanner.io.roles import roles
from tests.io import factory


def run(path: Any, role: Role = Role.AUDITS) -> Any:
    return read_layer(ImportRequest(path=path, role=role), project=Project(name=""))


SPANISH = """Fecha;Auditor;Código espacio;Iluminación;Apertura;Visibilidad;Personas;Mantenimiento;Mobiliario;Senderos;\
Accesibilidad;Sensación de seguridad;Foto;Observaciones;lat;lon
2026-03-01 09:30;A1;P-01;4;5;4;3;2;3;4;1;3;IMG_001.jpg;bancas rotas;-1,66;-78,65
2026-03-01 10:10;A2;P-01;3;5;4;2;2;3,5;3;1;2;IMG_002.jpg;;-1,66;-78,65
2026-03-02 11:00;A1;P-02;1;2;1;malo;1;9;2;2;1;;;-1,67;-78,64
"""

ENGLISH = """date,rater,space id,lighting,openness,visibility,people,maintenance,benches,walk path,ramps,feeling of safety,\
photo,comments,lat,lon
2026-03-01,J. Doe,P-01,4,5,4,3,2,3,4,1,3,a.jpg,fine,-1.66,-78.65
2026-03-01,Ana,P-01,4,5,4,3,2,3,4,1,3,b.jpg,,-1.66,-78.65
2026-03-02,J. Doe,P-02,4,5,4,3,2,3,4,1,3,,,-1.66,-78.65
"""


def test_the_form_has_the_items_of_the_analysis():
    fields = [one.id for one in roles()[Role.AUDITS].fields]
    assert set(audit.ITEMS) < set(fields)
    assert {"auditor", "space", "when", "photo", "note"} < set(fields)


def test_a_spanish_form(tmp_path):
    found = run(factory.csv(tmp_path / "inspecciones.csv", SPANISH))
    table = found.layer.table
    first = table.slice(0, 1).to_pylist()[0]
    assert [first[item] for item in audit.ITEMS] == [4, 5, 4, 3, 2, 3, 4, 1, 3]
    assert (first["auditor"], first["space"], first["photo"], first["note"]) == (
        "A1",
        "P-01",
        "IMG_001.jpg",
        "bancas rotas",
    )
    assert table.column("furniture").to_pylist() == [3, 3.5, 9]
    assert table.column("people").to_pylist() == [3, 2, None]
    assert any("no numbers" in message for message, _ in found.layer.source.notes)


def test_an_english_form_keeps_no_names(tmp_path):
    found = run(factory.csv(tmp_path / "audits.csv", ENGLISH))
    table = found.layer.table
    assert found.layer.source.mapping["safety"] == "feeling of safety"
    assert [table.column(item).to_pylist()[0] for item in audit.ITEMS] == [4, 5, 4, 3, 2, 3, 4, 1, 3]
    assert table.column("auditor").to_pylist() == ["A1", "A2", "A1"]
    assert "Doe" not in str(table.to_pylist())
    assert any("codes" in message for message, _ in found.layer.source.notes)


def test_who_it_was_is_kept_in_no_other_column(tmp_path):
    text = "lat;lon;auditor;inspector;nombre auditor;luz\n-1,66;-78,65;7;Eva Luz;Eva Luz;4\n"
    table = run(factory.csv(tmp_path / "a.csv", text)).layer.table
    assert table.column("auditor").to_pylist() == ["7"]
    assert "Eva" not in str(table.to_pylist())


@pytest.mark.parametrize("who", ["0601234567", "maria", "Eva", "a.b@c.ec"])
def test_what_may_be_a_person_becomes_a_code(tmp_path, who):
    table = run(factory.csv(tmp_path / "a.csv", f"lat;lon;auditor;luz\n-1,66;-78,65;{who};4\n")).layer.table
    assert table.column("auditor").to_pylist() == ["A1"]


def test_a_count_of_lamps_is_no_rating(tmp_path):
    text = "lat;lon;numero de luminarias;cantidad bancas\n-1,66;-78,65;12;4\n-1,66;-78,65;2;5\n"
    mapped = run(factory.csv(tmp_path / "a.csv", text)).layer.source.mapping
    assert set(mapped) == {"x", "y"}


def test_alarms_say_where_they_were_rated(tmp_path):
    text = "lat;lon;db;distancia de medicion\n-1,66;-78,65;110;1\n-1,67;-78,65;105;3,05\n"
    table = run(factory.csv(tmp_path / "alarmas.csv", text), Role.ALARMS).layer.table
    assert table.column("level_db").to_pylist() == [110, 105]
    assert table.column("rated_at_m").to_pylist() == [1, 3.05]


def test_a_real_condition_index(shared):
    layer = run(shared / "la_plata_ar" / "espacios_verdes.geojson").layer
    assert layer.source.used == 214
    assert layer.source.mapping == {
        "score": "PUNTAJETOTAL",
        "lighting": "EV MERY 1_Luminarias",
        "furniture": "EV MERY 1_Bancos",
        "paths": "EV MERY 1_Recorrido exterior",
        "accessibility": "EV MERY 1_Rampas",
        "name": "Name",
    }
    ratings = np.column_stack([layer.table.column(item).to_numpy(zero_copy_only=False) for item in audit.ITEMS])
    assert audit.scale_of(ratings) == audit.Scale(0, 1)
    n = len(ratings)
    when = np.full(n, np.datetime64("NaT"), dtype="datetime64[s]")
    found = audit.index(ratings, np.arange(n), np.full(n, -1), when, spaces=n, scale=audit.Scale(0, 1))
    measured = ~np.isnan(found.index)
    assert measured.sum() == 118
    total = layer.table.column("score").to_numpy(zero_copy_only=False)
    both = measured & ~np.isnan(total)
    # Four of its fourteen items, with weights of our own: the ranking agrees in part, as it should.
    ours, theirs = (np.argsort(np.argsort(values[both])) for values in (found.index, total))
    assert np.corrcoef(ours, theirs)[0, 1] > 0.5
