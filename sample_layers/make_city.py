"""Make the files of Puerto Alborada, a city that does not exist: ``python -m sample_layers.make_city [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from sample_layers.city.model import make_city
from sample_layers.city.offices import OFFICES


def write_files(folder: Path) -> None:
    """Write every file of the sample into a folder."""
    city = make_city()
    folder.mkdir(parents=True, exist_ok=True)
    for office in OFFICES:
        office(city, folder)


if __name__ == "__main__":
    write_files(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
