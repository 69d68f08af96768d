# Chapelle. `make run` is all that a newcomer needs: Python 3.11+ and PyPI.
PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.installed
TESTS  := .venv/.tests
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r

.DEFAULT_GOAL := run
.PHONY: venv run test lint test-kafka test-cluster test-extra kube kube-quick chaos bench contracts lock clean

# Installed again only when a lock changed: exactly what is in it, each file by its hash. `make run` needs the first alone.
venv: $(STAMP) $(TESTS)

$(STAMP): requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing requirements.lock into .venv"
	@$(INSTALL) requirements.lock
	@printf '#!%s\nimport sys\n\nsys.path.insert(0, "%s")\n\nfrom libs.runtime.cli import main\n\nsys.exit(main())\n' \
		"$(CURDIR)/$(BIN)/python" "$(CURDIR)" > $(BIN)/chapelle
	@chmod +x $(BIN)/chapelle
	@touch $(STAMP)

$(TESTS): requirements-test.lock $(STAMP)
	@echo "installing requirements-test.lock into .venv"
	@$(INSTALL) requirements-test.lock
	@touch $(TESTS)

run: $(STAMP)
	@exec $(BIN)/chapelle up

test: venv
	$(BIN)/python -m pytest tests

# The bus and integration tests once more, on Apache Kafka 4 (Java 17 and Maven): all that may hang on which it is.
test-kafka: venv
	CHAPELLE_TEST_BROKER=kafka $(BIN)/python -m pytest tests/integration

# The same on three brokers of it, and what they add: leaders killed and frozen, brokers away, no coordinator, the
# producer's faults (some 25 min).
test-cluster: venv
	CHAPELLE_TEST_BROKER=kafka3 $(BIN)/python -m pytest tests/integration
	CHAPELLE_TEST_BROKER=kafka3 $(BIN)/python -m pytest tests/cluster

# Against programs of Debian's and npm's: a real exporter of a host's figures, the parser of AsyncAPI; and, as root, without
# any network but loopback.
test-extra: venv build/asyncapi/.installed
	@command -v prometheus-node-exporter > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends prometheus-node-exporter; }
	@{ command -v strace && command -v ip; } > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends strace iproute2; }
	CHAPELLE_TEST_EXTRA=1 $(BIN)/python -m pytest tests/extra

# Exactly what is in its lock, each package by its hash.
build/asyncapi/.installed: tests/extra/asyncapi/package-lock.json
	@command -v npm > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm; }
	@mkdir -p $(@D)
	@cp tests/extra/asyncapi/package.json tests/extra/asyncapi/package-lock.json $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# On a real Kubernetes, as root; Go, Maven and the kit that builds one and runs it in a network of its own, which is not part of
# this repository: K8S_KIT names its folder.
K8S_KIT ?= ../shared/k8s-kit
KUBE_PACKAGES = containerd runc containernetworking-plugins nftables iptables conntrack debootstrap
IN_KUBE = K8S_KIT=$(K8S_KIT) $(BIN)/python -m pytest

kube: kube-quick
	@command -v containerd debootstrap nft > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends $(KUBE_PACKAGES); }
	$(K8S_KIT)/build.sh kubelet kube-proxy coredns kwok
	$(K8S_KIT)/images.sh
	$(IN_KUBE) tests/kube/zones
	$(IN_KUBE) -s tests/kube/node

# The part of it that needs no node: the Dockerfile, strict schemas, and a real API server that takes every resource.
kube-quick: venv build/kube/.tools
	@test -x $(K8S_KIT)/up.sh || { echo "no kit at $(K8S_KIT): K8S_KIT=FOLDER names it" >&2; exit 2; }
	build/kube/tools/bin/hadolint Dockerfile
	$(K8S_KIT)/build.sh etcd kube-apiserver kube-controller-manager kube-scheduler kubectl pause
	$(IN_KUBE) tests/kube/quick

build/kube/.tools: requirements-kube.lock
	@mkdir -p $(@D)
	@test -x build/kube/tools/bin/python || $(PYTHON) -m venv build/kube/tools
	@build/kube/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-kube.lock
	@touch $@

# Faults at random, for MINUTES or for ROUNDS, from SEED on. What goes wrong is kept in build/chaos/<seed>.
MINUTES ?= 30
TOXIPROXY := github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0

chaos: venv build/bin/toxiproxy
	@command -v strace > /dev/null || { apt-get update -qq && apt-get install -y -qq strace; }
	MINUTES=$(MINUTES) ROUNDS=$(ROUNDS) SEED=$(SEED) $(BIN)/python -W ignore -m libs.testing.chaos

# Needs Go. Built once; `make clean` forgets it.
build/bin/toxiproxy:
	@mkdir -p build/bin
	GOBIN=$(CURDIR)/build/bin go install $(TOXIPROXY)
	@mv build/bin/server $@

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Writes docs/contracts/ again from every service's events.py, docs/topology/ and k8s/ from whom each worker hears,
# docs/roles.md from the routes.
contracts: venv
	$(BIN)/python -m libs.processes.contracts
	$(BIN)/python -m libs.processes.topology
	$(BIN)/python -m libs.processes.roles

bench: venv .venv/.bench
	$(BIN)/python -m bench

.venv/.bench: requirements-bench.lock $(STAMP)
	@$(INSTALL) requirements-bench.lock
	@touch .venv/.bench

# Resolves requirements*.in again; no address of a registry gets into the locks. Needs uv: `pip install uv`.
UV ?= uv
COMPILE = env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--custom-compile-command "make lock"

lock:
	$(COMPILE) requirements.in --output-file requirements.lock
	$(COMPILE) requirements-test.in --output-file requirements-test.lock
	$(COMPILE) requirements-bench.in --output-file requirements-bench.lock
	$(COMPILE) requirements-kube.in --output-file requirements-kube.lock

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis .import_linter_cache
