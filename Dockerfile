# charlm-server with the models that ship. To build it and run it:
#   docker build -t charlm-server .
#   docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -p 127.0.0.1:8080:8080 -v "$PWD/keys:/run/keys:ro" charlm-server --api-key-file /run/keys

FROM swift:6.2-bookworm AS build
# The packages of the base image; versions are those of its Debian release.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libdnnl-dev libmd-dev libutf8proc-dev libzstd-dev zlib1g-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /charlm
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY corpora/catalog.yaml corpora/catalog.yaml
RUN swift build -c release --product charlm-server --static-swift-stdlib \
  && cp "$(swift build -c release --show-bin-path)/charlm-server" /usr/local/bin/

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends \
    libdnnl2 libmd0 libutf8proc2 libzstd1 zlib1g \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin charlm
COPY --from=build /usr/local/bin/charlm-server /usr/local/bin/
COPY models /usr/local/share/charlm/models
USER 10001
ENV CHARLM_SERVER_HOST=0.0.0.0 \
  CHARLM_SERVER_MODELS="english verse tang zh-prose" \
  CHARLM_SERVER_LOG_FORMAT=json
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ok <&3"]
ENTRYPOINT ["charlm-server"]
