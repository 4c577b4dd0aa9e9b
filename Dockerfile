# Two stages: the packages and the gazetteer are made in the first, the second holds only what runs. One volume: /data.
FROM python:3.12-slim AS build
WORKDIR /srv
RUN python -m venv .venv
COPY requirements.txt .
RUN .venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY geodata geodata
RUN DATA_DIR=/srv/built .venv/bin/python -m geodata build

FROM python:3.12-slim
RUN useradd --create-home --uid 1000 service && mkdir /data && chown service /data
WORKDIR /srv
COPY --from=build /srv/.venv .venv
COPY app app
COPY events events
COPY geodata geodata
RUN .venv/bin/python -m compileall -q app events geodata
# A new volume takes over what stands in its place: the gazetteer is there at the first start. An old one, after an upgrade, keeps
# its own, and the first start builds it anew (some two minutes, 1 GB).
COPY --from=build --chown=service /srv/built /data
USER service
ENV PATH=/srv/.venv/bin:$PATH DATA_DIR=/data HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=300s CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
CMD ["python", "-m", "app"]
