"""Whether a text names a partner."""

from __future__ import annotations

import pytest

from spaceplanner.services.naming import bare, named


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Banco del Litoral S.A.", "Plaza Banco del Litoral"),
        ("Banco del Litoral", "PLAZA BANCO DEL LITORAL S. A."),
        ("KFC", "Cancha KFC La Merced"),
        ("KFC", "Cancha K.F.C."),
        ("K.F.C. Cía. Ltda.", "Cancha (kfc)"),
        ("Cervecería Andina S.A.S. (ficticia)", "cerveceria  andina"),
        ("Coca-Cola", "Parque CocaCola"),
        ("Ñandú", "Parque N\u0303andu\u0301"),
        ("Zafiro", "Plaza\u202eZafiro\u200b"),
        ("X", "Plaza X"),
        ("S.A.", "Plaza S.A."),
        ("(Andina)", "Plaza Andina"),
        ("Luz", "plaza_luz"),
    ],
)
def test_it_is_named(name, text):
    assert named(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Banco del Litoral S.A.", "Plaza del Litoral, con un banco"),
        ("KFC", "Cancha KFCX"),
        ("Luz", "Plaza luzca"),
        ("Andina", "Andinas"),
        ("", "Plaza"),
        ("🌳", "Plaza 🌳"),
        ("Firma", ""),
    ],
)
def test_it_is_not_named(name, text):
    assert not named(name, text)


def test_a_legal_form_is_left_where_nothing_else_is():
    assert bare("Banco S.A. (BIC)") == ["banco"]
    assert bare("Compañía Limitada") == ["compania"]
    assert bare("C.A.") == ["c", "a"]
