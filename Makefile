# SPDX-License-Identifier: Apache-2.0
SWIFT ?= swift
PREFIX ?= /usr/local
BUILD = $(SWIFT) build -c release --static-swift-stdlib
LOAM = .build/release/loam
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES = libedit-dev libffi-dev
CI_PACKAGES = clang-format gcc tmux golang-1.19-go golang-1.19-src unicode-data

.PHONY: help deps deps-ci build run repl test check-c sanitize format format-check bench install clean

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 16

deps: ## install the libraries that the build needs, if they are missing
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $$missing; fi

deps-ci: deps ## install what only the CI needs
	@missing=""; for p in $(CI_PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $$missing; fi

build: deps ## build the command in release mode: .build/release/loam
	$(BUILD) --product loam

run: build ## run Examples/frames.go
	$(LOAM) run Examples/frames.go

repl: build ## the prompt
	$(LOAM)

test: build ## all tests (the corpus runs with the release command)
	$(SWIFT) test

check-c: ## the C cases of CRuntime alone, by a plain C compiler (CC=gcc, CC=clang)
	$(MAKE) -C CRuntime CC=$(CC) check

sanitize: ## the C cases under the address and undefined behaviour sanitizers, then under the thread sanitizer
	$(MAKE) -C CRuntime CC=clang SANITIZE=address,undefined check
	$(MAKE) -C CRuntime CC=clang SANITIZE=thread check

format: ## format all sources in place
	swift-format format -i -r -p Sources Tests Package.swift
	git ls-files 'CRuntime/*.[ch]' 'Sources/*.[ch]' 'Tests/*.[ch]' | xargs -r clang-format -i

format-check: ## fail if a source is not formatted
	swift-format lint -s -r -p Sources Tests Package.swift
	git ls-files 'CRuntime/*.[ch]' 'Sources/*.[ch]' 'Tests/*.[ch]' | xargs -r clang-format --dry-run -Werror

bench: build ## benchmarks beside peers that are installed; prints ratios
	$(BUILD) --product loam-benchmark
	.build/release/loam-benchmark

install: build ## install the command, and the C library with its headers and loam-cruntime.pc
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(LOAM) $(DESTDIR)$(PREFIX)/bin/loam
	$(MAKE) -C CRuntime CC=$(CC) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR) install

clean: ## remove what was built
	$(SWIFT) package clean
	rm -rf .build
