# The front door: short names for what people do here most. Meson and Ninja do the work behind it
# (docs/decisions/0003-meson-behind-make.md says why). `make help` prints the lines marked with two hashes.

BUILD ?= build
TARGET ?=
SECONDS ?= 60
SAN ?=

.DEFAULT_GOAL := build
.PHONY: build demo check bench screenshots simulate fuzz install format bootstrap clean help

build: $(BUILD)/build.ninja ## build the program: build/upward (needs gcc, meson, ninja, pkg-config)
	@ninja -C $(BUILD)

$(BUILD)/build.ninja:
	@meson setup $(if $(PREFIX),--prefix $(PREFIX)) $(BUILD)

demo: ## the demonstration: a board report and the web application, from invented figures; installs what it needs
	@scripts/bootstrap demo
	@scripts/demo $(BUILD)

check: ## every test and every check (SAN=address,undefined: only the tests, in a build with these sanitizers)
	@scripts/bootstrap check
	@tests/run $(if $(SAN),--sanitize $(SAN))

bench: ## the table of ratios of bench/README.md, measured on this machine
	@scripts/bootstrap bench
	@bench/run

screenshots: build ## pictures of every component and page, wide, narrow and dark, in build/gallery
	@scripts/bootstrap check
	@node tests/pages/gallery.mjs $(BUILD) --pictures
	@node tests/pages/site.mjs $(BUILD) --pictures
	@ls $(BUILD)/gallery/*.png $(BUILD)/site/*.png

simulate: build ## how agreed paths are judged in practice, simulated, beside the documented figures (minutes)
	@$(BUILD)/tests/simulate tests/golden/trajectory

fuzz: ## search for inputs that break a parser (TARGET=number for one, SECONDS=60 for each)
	@scripts/bootstrap fuzz
	@scripts/fuzz $(SECONDS) $(TARGET)

install: $(BUILD)/build.ninja ## install the program, manual pages, completion and libupward (PREFIX=/usr/local, DESTDIR=)
	@$(if $(PREFIX),meson configure $(BUILD) -Dprefix=$(abspath $(PREFIX)))
	@ninja -C $(BUILD)
	@meson install -C $(BUILD) --quiet

format: ## put every C file into the shape of .clang-format
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

bootstrap: ## install what building and checking need, and nothing else
	@scripts/bootstrap check

clean: ## remove what was built
	@rm -rf build build-*

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{ printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
