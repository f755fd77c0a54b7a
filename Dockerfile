# Tocsin on one machine. The configuration is in /config (tocsin.yaml, .env), the data in the volume /data.
# Every step but the base image is independent of the architecture: docker buildx build --platform linux/amd64,linux/arm64 .
ARG BASE=docker.io/library/node:24-slim

FROM ${BASE} AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The base image is the Node that runs Tocsin, hence no optional packages; no package of the rest has an install script.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${BASE}
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json LICENSE NOTICE tocsin.example.yaml ./
COPY lambdas lambdas
COPY infra infra
RUN mkdir -p /config /data \
 && chown 1000:1000 /data \
 && chmod 700 /data \
 && ln -s /app/infra/cli/bin/tocsin.ts /usr/local/bin/tocsin
ENV NODE_ENV=production TOCSIN_DATA=/data/tocsin TOCSIN_LOG=json
USER 1000:1000
WORKDIR /config
VOLUME /data
EXPOSE 8787
# The time that a database of some gigabytes may take to open is in start-period.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8787/v1/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node stops in order on SIGTERM; what is under way has 10 seconds.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/infra/local/start.ts", "--host", "0.0.0.0"]
