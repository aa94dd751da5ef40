# syntax=docker/dockerfile:1

FROM python:3.13.9-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 FENGQIAO_THIS_PYTHON=1 PATH=/opt/venv/bin:$PATH
RUN python -m venv /opt/venv
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes --only-binary=:all: -r requirements.txt
COPY . .
# Front-end packages, translations and hashed static files are made here; what only made them is then taken out again.
RUN python -m fengqiao.image \
 && pip uninstall --yes --quiet $(python -m fengqiao.image --not-needed-to-run) \
 && rm -rf var/npm var/run tests bench .ci docs

FROM python:3.13.9-slim-bookworm AS run
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 FENGQIAO_THIS_PYTHON=1 FENGQIAO_DIE_WITH_PARENT=1 \
    DJANGO_SETTINGS_MODULE=fengqiao.settings DATA_DIR=/data PROMETHEUS_MULTIPROC_DIR=/tmp
RUN groupadd --gid 10001 fengqiao && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data fengqiao \
 && install -d -o fengqiao -g fengqiao -m 700 /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", \
     "--respawn-failed-workers", "--no-ws", "fengqiao.wsgi:application"]

# Caddy as a plain user: it listens above 1024, so its program needs no capability.
FROM caddy:2.10.2-alpine AS proxy
RUN setcap -r /usr/bin/caddy && addgroup -g 10001 caddy && adduser -D -H -u 10001 -G caddy caddy \
 && chown -R caddy:caddy /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10001:10001
