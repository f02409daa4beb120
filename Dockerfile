# The API and the command line, installed from the lock file with hashes, as a user that owns nothing but /data.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/innograph
COPY requirements.lock ./
RUN /opt/innograph/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml hatch_build.py README.md CHANGELOG.md LICENSE ./
COPY graph ./graph
COPY loaders ./loaders
COPY queries ./queries
COPY api ./api
RUN /opt/innograph/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin innograph && install -d -o innograph -m 700 /data
COPY --from=build /opt/innograph /opt/innograph
ENV PATH=/opt/innograph/bin:$PATH PYTHONUNBUFFERED=1 INNOGRAPH_DATA=/data
USER innograph
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["innograph"]
CMD ["serve"]
