#!/bin/sh
# Other people's software for `make interop`: QGIS's Python, GDAL and PostGIS. Installed when root; else the tests that need
# a missing one skip and say so. QGIS is large, so the download has a limit (seconds, INTEROP_LIMIT).
set -u
limit="${INTEROP_LIMIT:-900}"
command -v apt-get >/dev/null 2>&1 || { echo "No apt-get here: QGIS and PostGIS are used where they are installed." >&2; exit 0; }
version="$(ls /usr/lib/postgresql 2>/dev/null | sort -n | tail -n 1)"
[ -n "$version" ] || version="$(apt-cache show postgresql 2>/dev/null | sed -n 's/^Version: \([0-9]*\)+.*/\1/p' | head -n 1)"
missing=""
for package in python3-qgis gdal-bin "postgresql-${version:-15}" "postgresql-${version:-15}-postgis-3"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ]; then
    echo "To try SpacePlanner beside QGIS and PostGIS, type: sudo apt-get install --no-install-recommends$missing" >&2
    exit 0
fi
timeout "$limit" apt-get update -qq || echo "apt-get update failed." >&2
# shellcheck disable=SC2086 # a list of names
DEBIAN_FRONTEND=noninteractive timeout "$limit" apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
    echo "Could not install$missing: the tests that need them will skip." >&2
exit 0
