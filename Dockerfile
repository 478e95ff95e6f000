# syntax=docker/dockerfile:1
# Rollcall as a small image: `docker build --tag rollcall .`, or `docker compose up --build`.

FROM rust:1.95-slim-trixie AS build
# SQLite, libpq and OpenSSL are compiled from source: a C compiler is there, make and perl are not.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make perl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
# The caches outlive the layer, so the next build compiles only what changed; the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --package rollcall-server --bin rollcall \
    && install -D --mode=755 target/release/rollcall /out/rollcall \
    && install --directory --mode=750 /out/data

FROM debian:trixie-slim
# The certificates are for PostgreSQL servers that are reached by TLS (sslmode=verify-full&sslrootcert=system); the OpenSSL
# inside the binary is told by SSL_CERT_FILE where Debian keeps them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /data rollcall
COPY --from=build /out/rollcall /usr/local/bin/rollcall
COPY --from=build --chown=10001:10001 /out/data /data
COPY LICENSE-APACHE LICENSE-MIT /usr/share/doc/rollcall/
ENV ROLLCALL_DATABASE_URL=sqlite:///data/rollcall.db \
    ROLLCALL_LISTEN=0.0.0.0:8080 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Asks its own /healthz on the port of ROLLCALL_LISTEN: no curl in the image.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["rollcall", "healthcheck"]
# SIGTERM (what `docker stop` sends) drains.
ENTRYPOINT ["rollcall"]
CMD ["serve"]
