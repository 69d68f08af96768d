"""The services' images, built without a registry: what the Dockerfile puts in, on the kit's Debian with Python.

What is made once is kept: the packages as long as their lock is the same, an image as long as its content is.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from libs.events.services import SERVICES
from libs.runtime.launch import ROOT
from libs.topology.images import CODE, COMMON, COMPILED, LARGE, PACKAGES, PARTS
from libs.topology.pods import USER
from tests.kube import newer
from tests.kube.kit import FOLDER, Kit

ENTRY = '["python3", "-m"]'
LIBRARIES = "libcurl4,libssl3,liblzma5"


@functools.cache
def tag() -> str:
    """Of what the images are made now."""
    digest = hashlib.sha256()
    folders = [_files(ROOT / name) for name in ("libs", "services", "docs/contracts")]
    for path in [ROOT / "requirements.lock", *itertools.chain(*folders)]:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def next_tag() -> str:
    """Of the release after it."""
    return f"{tag()}-next"


def archives(kit: Kit) -> list[Path]:
    """One a service, that of the parts, and one of the next release, as `localhost/chapelle/<name>:<version>`."""
    ours = [_archive(kit, name, tag()) for name in (*SERVICES, PARTS)]
    return [*ours, _archive(kit, newer.SERVICE, next_tag())]


def _archive(kit: Kit, name: str, version: str) -> Path:
    archive = FOLDER / "images" / f"{name}-{version}.tar"
    if archive.exists():
        return archive
    archive.parent.mkdir(parents=True, exist_ok=True)
    for old in archive.parent.glob(f"{name}-*.tar"):
        if tag() not in old.name:
            old.unlink()
    root = FOLDER / "root"
    shutil.rmtree(root, ignore_errors=True)
    _copy(_debian(kit, LIBRARIES if name == PARTS else ""), root)
    packages = root / PACKAGES.lstrip("/")
    _copy(_packages() / "common", packages)
    if name in LARGE:
        _copy(_packages() / name, packages)
    code = root / CODE.lstrip("/")
    for path in (*COMMON, *([f"services/{name}"] if name in SERVICES else [])):
        (code / path).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-al", _code(version) / path, code / path], check=True)
    env = (f"PYTHONPATH={PACKAGES}:{CODE}", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1", "PATH=/usr/bin:/bin")
    made = archive.with_suffix(".part")
    subprocess.run(
        [sys.executable, kit.folder / "image.py", f"localhost/chapelle/{name}:{version}", root, made,
         "--entrypoint", ENTRY, "--user", f"{USER}:{USER}", *(f"--env={one}" for one in env)],
        check=True,
    )  # fmt: skip
    shutil.rmtree(root)
    made.rename(archive)
    return archive


def _code(version: str) -> Path:
    """All of this repository that is in any image."""
    done = FOLDER / f"code-{version}"
    if not done.exists():
        for old in FOLDER.glob("code*"):
            if tag() not in old.name:
                shutil.rmtree(old)
        made = FOLDER / "code.part"
        for path in ("libs", "services", "docs/contracts"):
            without = shutil.ignore_patterns("__pycache__", *["testing"] * (path == "libs"))
            shutil.copytree(ROOT / path, made / path, ignore=without)
        if version == next_tag():
            newer.release(made)
        _compile(made, CODE)
        made.rename(done)
    return done


def _packages() -> Path:
    """`common`, and a folder for each image that has some alone."""
    lock = ROOT / "requirements.lock"
    done = FOLDER / f"packages-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"
    if not done.exists():
        made = FOLDER / "packages.part"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
             "--require-hashes", "--target", made / "common", "--requirement", lock],
            check=True,
        )  # fmt: skip
        for image, names in LARGE.items():
            (made / image).mkdir()
            for path in [found for name in names for found in (made / "common").glob(name)]:
                path.rename(made / image / path.name)
        for folder in made.iterdir():
            _compile(folder, PACKAGES)
        made.rename(done)
    return done


def _debian(kit: Kit, libraries: str) -> Path:
    """The kit's, or one that has some libraries besides."""
    if not libraries:
        return kit.cache / "rootfs"
    done = FOLDER / "debian"
    if not done.exists():
        made = FOLDER / "debian.part"
        shutil.rmtree(made, ignore_errors=True)
        include = f"--include=python3-minimal,libpython3-stdlib,ca-certificates,{libraries}"
        subprocess.run(
            ["debootstrap", "--variant=minbase", include, "bookworm", made], check=True, stdout=subprocess.DEVNULL
        )
        for path in ("var/cache/apt", "var/lib/apt/lists", "usr/share/doc", "usr/share/locale", "usr/share/man"):
            shutil.rmtree(made / path, ignore_errors=True)
        made.rename(done)
    return done


def _compile(folder: Path, seen_as: str) -> None:
    subprocess.run([*COMPILED.replace("python3", sys.executable, 1).split(), "-d", seen_as, folder], check=True)


def _copy(source: Path, target: Path) -> None:
    """Into it, as hard links."""
    target.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-al", f"{source}/.", target], check=True)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
