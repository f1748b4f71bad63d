# betaflow: `make demo` runs the main job on the bundled data, `make test` passes the tests.
SHELL := /bin/bash
export SWIFT_BACKTRACE := enable=no

# Tests have a build folder of their own: the static command and the dynamic tests would otherwise
# rebuild everything for each other.
BUILD := swift build -c release --static-swift-stdlib
TEST_PATH := .build-tests
BETAFLOW := .build/release/betaflow

# Where what is installed goes.
PREFIX ?= /usr/local
ROOT := $(DESTDIR)$(PREFIX)
MANUAL := share/man
BASH_COMPLETION := share/bash-completion/completions/betaflow
ZSH_COMPLETION := share/zsh/site-functions/_betaflow
FISH_COMPLETION := share/fish/vendor_completions.d/betaflow.fish

# The library for other languages has a header in place of Swift's documentation.
LIBRARIES := $(filter-out CBetaflow,$(shell sed -n 's/.*\.library.name: "\([^"]*\)".*/\1/p' Package.swift))

# Seconds of fuzzing, or instead of half of them the inputs that each reader gets; and the seed of the
# calls that it makes: a random one unless given.
FUZZ_SECONDS ?= 600
FUZZ_RUNS ?=
FUZZ_SEED ?=

SWIFT_FILES := Package.swift Sources Tests Snippets Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources

.PHONY: help setup build demo library wheel test lint format theory docs snippets bench fuzz install uninstall clean

# A failed build of the documentation must not look like a finished one.
.DELETE_ON_ERROR:

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what Debian lacks: libraries, gnuplot, fonts
	@./Scripts/setup

build: setup ## build the command, linked statically: it starts twice as fast
	$(BUILD) --product betaflow

demo: build ## plan a 16-latent VAE for the bundled digits; pictures in out/
	@mkdir -p out
	$(BETAFLOW) plan Examples/digits.csv --latents 16 --beta 60 \
	  --plot out/digits.svg --plot out/digits.png --plot out/digits.pdf
	@echo "Pictures: out/digits.svg, out/digits.png, out/digits.pdf"

library: setup ## link python/betaflow/libbetaflow.so, the library that Python calls
	Scripts/library python/betaflow/libbetaflow.so

wheel: setup ## make dist/betaflow-*.whl, which needs no Swift where it is installed
	@./Scripts/setup python3 python3-venv
	Scripts/wheel

test: setup ## run all tests
	swift test -c release --scratch-path $(TEST_PATH)

lint: ## check the format
	swift format lint --strict --recursive $(SWIFT_FILES)

format: ## correct the format
	swift format --in-place --recursive $(SWIFT_FILES)

theory: ## check that Documentation/Theory.md and the code name the same formulas, symbols and tests
	@.ci/check-theory

# SwiftPM's build for the symbols of a library has been seen to end with a bare "fatalError", and to pass at the
# next call, so it has a second one. What is wrong with the documentation fails both.
GENERATE_DOCS = swift package --allow-writing-to-directory out/docs generate-documentation \
  $(LIBRARIES:%=--target %) --enable-experimental-combined-documentation \
  --warnings-as-errors --transform-for-static-hosting --output-path out/docs

docs: out/docs/index.html ## build the documentation of every library into out/docs, warnings as errors

out/docs/index.html: Package.swift $(shell find Sources -type f) | setup
	@rm -rf out/docs && mkdir -p out/docs
	$(GENERATE_DOCS) || { rm -rf out/docs/* && $(GENERATE_DOCS); }

# Each snippet is a product of the package, named like its file.
snippets: setup ## compile and run the snippets of the documentation, in out/snippets
	@mkdir -p out/snippets
	@set -e; for name in $(sort $(basename $(notdir $(wildcard Snippets/*.swift)))); do \
	  echo "snippet $$name"; \
	  $(BUILD) --quiet --product $$name; \
	  (cd out/snippets && ../../.build/release/$$name); \
	done

bench: build ## run the benchmarks, and their peers where Python has them
	swift build -c release --package-path Benchmarks
	Benchmarks/.build/release/betaflow-benchmarks
	Benchmarks/peers/run

fuzz: build ## look for inputs that break the command or its readers, for 10 minutes; see Fuzz/README.md
	@./Scripts/setup python3
	Fuzz/fuzz --seconds $$(($(FUZZ_SECONDS) / 2)) $(FUZZ_SEED:%=--seed %)
	Fuzz/readers $(if $(FUZZ_RUNS),--runs $(FUZZ_RUNS),$$(($(FUZZ_SECONDS) / 2)))

# Manual pages and completions are made by the command itself: a new subcommand is in them.
install: build ## install the command, its manual pages and shell completions below PREFIX
	@./Scripts/setup python3
	@rm -rf out/install && mkdir -p out/install
	Scripts/manual $(BETAFLOW) out/install/man
	@set -e; for shell in bash zsh fish; do \
	  $(BETAFLOW) --generate-completion-script $$shell >out/install/$$shell; \
	done
	install -D -m 755 $(BETAFLOW) $(ROOT)/bin/betaflow
	@set -e; for section in 1 5; do \
	  install -d $(ROOT)/$(MANUAL)/man$$section; \
	  install -m 644 out/install/man/*.$$section $(ROOT)/$(MANUAL)/man$$section; \
	done
	install -D -m 644 out/install/bash $(ROOT)/$(BASH_COMPLETION)
	install -D -m 644 out/install/zsh $(ROOT)/$(ZSH_COMPLETION)
	install -D -m 644 out/install/fish $(ROOT)/$(FISH_COMPLETION)

uninstall: ## remove what install put below PREFIX
	rm -f $(addprefix $(ROOT)/,bin/betaflow $(MANUAL)/man1/betaflow.1 \
	  $(MANUAL)/man1/betaflow-*.1 $(MANUAL)/man5/betaflow-problem.5 \
	  $(MANUAL)/man5/betaflow-data.5 $(MANUAL)/man5/betaflow-output.5 \
	  $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION))

clean: ## remove what was built
	rm -rf .build $(TEST_PATH) Benchmarks/.build Fuzz/.build out
