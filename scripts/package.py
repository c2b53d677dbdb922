"""Build the frozen application and try it as a municipal PC would: no Python, no checkout, an empty home.

Usage: ``python scripts/package.py`` in the environment of the `package` extra; builds into ``dist/spaceplanner``.
Exits with 1, saying why, if the build or the program says anything that is not expected.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PROGRAM = DIST / "spaceplanner" / ("spaceplanner.exe" if sys.platform == "win32" else "spaceplanner")

BUILD_NOISE = (
    r"^\d+ INFO: ",
    # Modules that the hooks of libraries name for other versions or systems than these.
    r'Hidden import "(fiona\._shim|scipy\.special\._cdflib|setuptools\._distutils|numpy\.f2py\.\w+)" not found',
    r"Library \S+ required via ctypes not found",
)
# Qt's platform without a screen says this of any window.
WINDOW_NOISE = "This plugin does not support propagateSizeHints"
SECONDS_OPEN = 4.0
"""How long the window stays open: it has drawn the sample city by then."""

_LONGEST = 600.0
_PATIENCE = 60


class Unexpected(Exception):  # noqa: N818 - it says what happened
    """The build or the program did not do what it should."""


def main() -> int:
    """Build, try and report; return the exit code."""
    try:
        build()
        with tempfile.TemporaryDirectory(prefix="spaceplanner-package-") as folder:
            home, out = Path(folder, "home"), Path(folder, "demo")
            home.mkdir()
            speaks_spanish(home)
            runs_the_demo(home, out)
            opens_its_window(home, next(out.glob("*.gpkg")))
            closes_its_window(home, next(out.glob("*.gpkg")))
    except Unexpected as problem:
        sys.stderr.write(f"package: {problem}\n")
        return 1
    files = [path for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    tell(f"{PROGRAM.parent}: {size / 1e6:.0f} MB in {len(files)} files, tried and found working")
    return 0


def tell(text: str) -> None:
    """Say what was done."""
    sys.stdout.write(f"package: {text}\n")
    sys.stdout.flush()


def build() -> None:
    """Run PyInstaller; any warning that is not known to be harmless is a failure."""
    shutil.rmtree(PROGRAM.parent, ignore_errors=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(DIST), "--workpath", str(ROOT / "build"), str(ROOT / "spaceplanner.spec")]
    done = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    noise = re.compile("|".join(BUILD_NOISE))
    left = [line for line in done.stderr.splitlines() if line.strip() and not noise.search(line)]
    if done.returncode or left or not PROGRAM.is_file():
        raise Unexpected("PyInstaller says:\n" + "\n".join(left or [done.stderr]))
    tell(f"built in {time.monotonic() - started:.0f} s")


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment with nothing of this machine's but the way to the system's own parts."""
    own = {"HOME": str(home), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", **more}
    if sys.platform == "win32":
        folders = dict.fromkeys(("USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"), str(home))
        system = os.environ["SYSTEMROOT"]
        own.update(folders, SYSTEMROOT=system, PATH=rf"{system}\System32;{system}")
    return own


def run(home: Path, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """Run the program and return what it said."""
    return subprocess.run(  # noqa: S603 - what was just built
        [str(PROGRAM), *words],
        cwd=home,
        env=environment(home, LC_ALL=f"{language}_EC.UTF-8", QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )


def speaks_spanish(home: Path) -> None:
    """Check that the translations are inside."""
    done = run(home, "new", "--help", language="es")
    if done.returncode or "crea un proyecto" not in done.stdout:
        raise Unexpected(f"`new --help` in Spanish says: {done.stdout}{done.stderr}")
    tell("speaks Spanish")


def runs_the_demo(home: Path, out: Path) -> None:
    """Check that the main job runs: files in, project, briefs and web map out, and no word too many."""
    started = time.monotonic()
    done = run(home, "demo", "--out", str(out), "--lang", "en")
    unexpected = [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if not re.match(
            r"Project: |Brief: |Web map: |To look at it: |Done in |Reading the files of |\d+ layers read", line
        )
    ]
    made = {suffix: len(list(out.glob(f"*{suffix}"))) for suffix in (".gpkg", ".pdf", ".html")}
    complete = made[".gpkg"] == made[".html"] == 1 and made[".pdf"] > 0
    others = [path.name for path in out.iterdir() if path.suffix not in made]
    if done.returncode or unexpected or others or not complete:
        raise Unexpected(f"`demo` ended with {done.returncode}, made {made} and {others}, and said:\n{unexpected}")
    tell(f"ran the demo in {time.monotonic() - started:.1f} s: {made}")


def opens_its_window(home: Path, project: Path) -> None:
    """Check that the window opens on the project and stays open without a word."""
    process = subprocess.Popen(  # noqa: S603 - what was just built
        [str(PROGRAM), str(project)],
        cwd=home,
        env=environment(home, QT_QPA_PLATFORM="offscreen"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        process.wait(SECONDS_OPEN)
        ended = True
    except subprocess.TimeoutExpired:
        ended = False
        process.terminate()
    said = process.communicate(timeout=30)[0] + logged(home)
    if ended or said.strip():
        raise Unexpected(f"the window {'closed by itself' if ended else 'stayed open'} and said:\n{said}")
    tell(f"kept its window open for {SECONDS_OPEN:g} s without a word")


def closes_its_window(home: Path, project: Path) -> None:
    """Check, where a virtual screen can be had, that the real window shows and closes with status 0."""
    tools = [shutil.which(name) for name in ("xvfb-run", "xdotool")]
    if None in tools:
        tell("xvfb-run and xdotool are not installed: the window was not tried on a real screen")
        return
    script = (
        f'timeout {_PATIENCE} "{PROGRAM}" "{project}" & app=$!; '
        f"window=$(timeout {_PATIENCE} xdotool search --sync --onlyvisible --name SpacePlanner | head -1); "
        f"sleep {SECONDS_OPEN:g}; xdotool getwindowname $window; "
        "xdotool windowfocus --sync $window key ctrl+q; wait $app"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        ["/usr/bin/xvfb-run", "-a", "sh", "-c", script],
        cwd=home,
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    said = done.stderr + logged(home)
    if done.returncode or said.strip():
        raise Unexpected(f"the window on a screen ended with {done.returncode} and said:\n{done.stdout}{said}")
    tell(f"showed “{done.stdout.strip()}” on a screen and closed with status 0")


def logged(home: Path) -> str:
    """Return the warnings and errors in the program's log."""
    lines = [line for path in home.rglob("*.log") for line in path.read_text(encoding="utf-8").splitlines()]
    return "\n".join(
        line for line in lines if re.search(r"WARNING|ERROR|CRITICAL|Traceback", line) and WINDOW_NOISE not in line
    )


if __name__ == "__main__":
    sys.exit(main())
