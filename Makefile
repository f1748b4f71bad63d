# betaflow: `make demo` runs the main job on the bundled data, `make test` passes the tests.
SHELL := /bin/bash
export SWIFT_BACKTRACE := enable=no

# Tests have a build folder of their own: the static command and the dynamic tests would otherwise
# rebuild everything for each other.
BUILD := swift build -c release --static-swift-stdlib
TEST_PATH := .build-tests
BETAFLOW := .build/release/betaflow
PREFIX ?= /usr/local
LIBRARIES := NumericKit LinearVAE MeanField Spectra Plotting Studies

.PHONY: help setup build demo test lint format docs snippets bench install clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## install what Debian lacks: a BLAS, gnuplot, fonts
	@./Scripts/setup

build: setup ## build the command, linked statically: it starts twice as fast
	$(BUILD) --product betaflow

demo: build ## plan a 16-latent VAE for the bundled digits; pictures in out/
	@mkdir -p out
	$(BETAFLOW) plan Examples/digits.csv --latents 16 --beta 60 \
	  --plot out/digits.svg --plot out/digits.png --plot out/digits.pdf
	@echo "Pictures: out/digits.svg, out/digits.png, out/digits.pdf"

test: setup ## run all tests
	swift test -c release --scratch-path $(TEST_PATH)

lint: ## check the format
	swift format lint --strict --recursive Package.swift Sources Tests Snippets Benchmarks/Sources

format: ## correct the format
	swift format --in-place --recursive Package.swift Sources Tests Snippets Benchmarks/Sources

docs: setup ## build the documentation of every library into out/docs, warnings as errors
	@mkdir -p out/docs
	@set -e; for library in $(LIBRARIES); do \
	  swift package --scratch-path $(TEST_PATH) --allow-writing-to-directory out/docs \
	    generate-documentation --target $$library --output-path out/docs/$$library \
	    --warnings-as-errors; \
	done

snippets: setup ## compile and run the snippets of the documentation
	@set -e; for file in Snippets/*.swift; do \
	  name=$$(basename $$file .swift); \
	  swift run -c release --scratch-path $(TEST_PATH) $$name; \
	done

bench: build ## run the benchmarks, and their peers where Python has them
	swift build -c release --package-path Benchmarks
	Benchmarks/.build/release/betaflow-benchmarks
	Benchmarks/peers/run

install: build ## install the command below PREFIX
	install -D -m 755 $(BETAFLOW) $(DESTDIR)$(PREFIX)/bin/betaflow

clean: ## remove what was built
	rm -rf .build $(TEST_PATH) Benchmarks/.build out
