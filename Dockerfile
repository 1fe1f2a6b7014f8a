# GraphiQL is built with Node.js, the wheel with pip; the final image has neither.

FROM node:22-slim AS page
WORKDIR /ide
COPY ide/package.json ide/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY ide/ ./
RUN npm run build

FROM python:3.12-slim AS builder
WORKDIR /build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/build && python -m venv --without-pip /opt/gateway
COPY requirements.lock requirements-build.lock ./
RUN /opt/build/bin/pip install --require-hashes -r requirements-build.lock \
    && /opt/build/bin/pip --python /opt/gateway/bin/python install \
        --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY cache/ cache/
COPY domain/ domain/
COPY execution/ execution/
COPY gateway/ gateway/
COPY loaders/ loaders/
COPY partner_api/ partner_api/
COPY permissions/ permissions/
COPY resolvers/ resolvers/
COPY sandbox/ sandbox/
COPY schema/ schema/
COPY --from=page /ide/dist/ gateway/graphiql/static/
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /dist . \
    && /opt/build/bin/pip --python /opt/gateway/bin/python install --no-deps --no-index /dist/*.whl

FROM python:3.12-slim
RUN python -m pip uninstall --yes --quiet --root-user-action ignore pip \
    && rm -rf /usr/local/lib/python3.12/ensurepip \
    && mkdir -m 0700 /var/lib/gateway && chown 10001:10001 /var/lib/gateway
COPY --from=builder /opt/gateway /opt/gateway
# The only place that is written to: everything else may be, and should be, read-only.
ENV PATH=/opt/gateway/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    GATEWAY_WRITE_JOURNAL=/var/lib/gateway/writes.sqlite3
VOLUME /var/lib/gateway
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-m", "gateway.health"]
ENTRYPOINT ["gateway"]
CMD ["serve", "--host", "0.0.0.0"]
