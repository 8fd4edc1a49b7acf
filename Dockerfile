# The Run Command simulator as a service of its own: docs/ci.md says how to use it.
# The base needs Python 3.11 or newer. Where there is no package index, put wheels into wheels/ and set PIP_NO_INDEX=1.
ARG BASE_IMAGE=python:3.12-slim-bookworm

FROM ${BASE_IMAGE} AS build
ARG PIP_NO_INDEX
ARG PIP_FIND_LINKS=/source/wheels
WORKDIR /source
COPY requirements/runtime.txt wheel[s]/* wheels/
RUN python3 -m venv /opt/run-command-simulator \
 && /opt/run-command-simulator/bin/python -m pip install --no-cache-dir --require-hashes -r wheels/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY simulator simulator/
COPY fake_arm fake_arm/
COPY fake_agent fake_agent/
COPY fixtures fixtures/
RUN /opt/run-command-simulator/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/run-command-simulator/bin/python -m compileall -q /opt/run-command-simulator/lib

FROM ${BASE_IMAGE}
# bash of Linux VMs runs in bubblewrap; a container must be allowed to make namespaces for that (docs/ci.md).
RUN command -v bwrap >/dev/null \
 || { apt-get update && apt-get install --yes --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /opt/run-command-simulator /opt/run-command-simulator
RUN mkdir -p /usr/local/sbin && mkdir -m 1777 /run/simulator
ENV PATH=/opt/run-command-simulator/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    RUN_COMMAND_SIMULATOR_READY_FILE=/run/simulator/ready.json
USER 65534:65534
WORKDIR /tmp
VOLUME /run/simulator
EXPOSE 8443 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2s --timeout=10s --start-period=10s --retries=5 \
  CMD ["run-command-simulator", "clock", "show"]
ENTRYPOINT ["run-command-simulator"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8443", "--proxy-port", "8080", \
     "--ready-file", "/run/simulator/ready.json", "--ca-file", "/run/simulator/ca.pem"]
