# SPDX-License-Identifier: Apache-2.0
SWIFT ?= swift
PREFIX ?= /usr/local
# SwiftPM keeps frame pointers on Linux, which costs each handler of the interpreter three of its fifteen instructions.
BUILD = $(SWIFT) build -c release --static-swift-stdlib --omit-frame-pointers
LOAM = .build/release/loam
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES = libedit-dev libffi-dev
CI_PACKAGES = clang-format gcc g++ pkg-config tmux golang-1.19-go golang-1.19-src unicode-data libsqlite3-dev zlib1g-dev
COMPILERS = gcc clang
CASE_COMPILERS = $(COMPILERS)
C_FILES = 'CRuntime/*.[ch]' 'Sources/*.[ch]' 'Tests/*.[ch]' 'Tests/*.cc' 'Examples/*.[ch]'
# Where things are installed: command, page, completions of bash, zsh and fish; the header of plugins in include.
TO = $(DESTDIR)$(abspath $(PREFIX))
MANUAL = share/man/man1/loam.1
COMPLETIONS = share/bash-completion/completions/loam share/zsh/site-functions/_loam share/fish/vendor_completions.d/loam.fish
# All that needs a C compiler only: one sub-make in $(1) of $(2) for each compiler, or each of $(3).
each-compiler = for compiler in $(or $(3),$(COMPILERS)); do $(MAKE) -s -j $$(nproc) -C $(1) CC=$$compiler $(2) || exit 1; done

.PHONY: help deps deps-ci build run repl test check-c check-install examples-c plugins sanitize sanitize-address sanitize-thread sanitize-foreign format format-check bench bench-prompt bench-foreign bench-collector churn install install-command install-c uninstall manual clean

help: ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 18

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

test: build ## all tests: the C cases of CRuntime, then the Swift ones (the corpus runs with the release command)
	$(MAKE) -C CRuntime CC=$(CC) check
	$(SWIFT) test

check-c: ## CRuntime without Swift: its headers one by one and its C cases, with gcc and with clang
	@$(call each-compiler,CRuntime,check-headers check-symbols)
	@$(call each-compiler,CRuntime,check,$(CASE_COMPILERS))
	@$(MAKE) -s -j $$(nproc) -C CRuntime MACHINE=ucontext check

check-install: ## what `make install-c` puts down is enough to build hosts with, in C and C++
	@$(call each-compiler,CRuntime,check-install)

examples-c: ## Examples/CEmbedding with gcc and with clang: built, run, outputs compared
	@$(call each-compiler,Examples/CEmbedding,run)

plugins: ## Examples/Plugins with gcc and with clang: built, run with the release command, outputs compared
	@$(call each-compiler,Examples/Plugins,run)

sanitize: sanitize-address sanitize-thread ## both of the following

sanitize-address: ## the C cases under the address and undefined behaviour sanitizers
	@$(MAKE) -s -j $$(nproc) -C CRuntime CC=clang SANITIZE=address,undefined check

sanitize-thread: ## the C cases under the thread sanitizer
	@$(MAKE) -s -j $$(nproc) -C CRuntime CC=clang SANITIZE=thread check

# Faults of natives are the sanitizer's there: what leaves them changes registers, which its code has other uses for.
sanitize-foreign: deps ## the command itself under the address sanitizer: calls of C and callbacks
	$(SWIFT) build -c release --sanitize=address --scratch-path .build/address --product loam
	$(SWIFT) build --build-tests
	LOAM=$(CURDIR)/.build/address/release/loam ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0:handle_segv=0 \
	  $(SWIFT) test --skip-build --filter 'MatrixTests|very many calls'

format: ## format all sources in place
	swift-format format -i -r -p Sources Tests Package.swift
	git ls-files $(C_FILES) | xargs -r clang-format -i

format-check: ## fail if a source is not formatted
	swift-format lint -s -r -p Sources Tests Package.swift
	git ls-files $(C_FILES) | xargs -r clang-format --dry-run -Werror

bench: build ## benchmarks beside peers that are installed; prints ratios
	$(BUILD) --product loam-benchmark
	.build/release/loam-benchmark
	$(MAKE) -C CRuntime CC=$(CC) bench

bench-prompt: build ## how long a person waits at the prompt
	$(BUILD) --product loam-benchmark
	.build/release/loam-benchmark prompt

bench-foreign: build ## calls of C and C that calls Go, beside cgo
	$(BUILD) --product loam-benchmark
	.build/release/loam-benchmark -n 5 foreign

bench-collector: build ## pauses, marking, allocation and resident memory beside peers; some minutes and 10 GB
	$(BUILD) --product loam-benchmark
	.build/release/loam-benchmark collector

churn: build ## 4 workers that replace what they hold for SECONDS=1800; prints resident memory
	$(LOAM) run Examples/Benchmarks/churn.go $(or $(SECONDS),1800) 4

install: build install-c install-command ## install the command, its manual and completions, and all that install-c does, below PREFIX=/usr/local

install-command: # what was built, as it is
	install -d $(addprefix $(TO)/,bin $(dir $(MANUAL) $(COMPLETIONS)))
	install -m 755 $(LOAM) $(TO)/bin/loam
	install -d $(TO)/include $(TO)/lib/loam/plugins
	install -m 644 Sources/CPlugins/include/loam_plugin.h $(TO)/include/loam_plugin.h
	install -m 644 Sources/Command/manual/loam.1 $(TO)/$(MANUAL)
	$(LOAM) --generate-completion-script bash > $(TO)/$(word 1,$(COMPLETIONS))
	$(LOAM) --generate-completion-script zsh > $(TO)/$(word 2,$(COMPLETIONS))
	$(LOAM) --generate-completion-script fish > $(TO)/$(word 3,$(COMPLETIONS))

uninstall: ## remove what install put below PREFIX
	rm -f $(addprefix $(TO)/,bin/loam include/loam_plugin.h $(MANUAL) $(COMPLETIONS))
	$(MAKE) -s -C CRuntime PREFIX=$(abspath $(PREFIX)) DESTDIR=$(DESTDIR) uninstall

manual: build ## write Sources/Command/manual/loam.1 anew
	$(LOAM) manual > Sources/Command/manual/loam.1

install-c: ## install the C library, its headers and loam-cruntime.pc; needs no Swift
	$(MAKE) -s -C CRuntime CC=$(CC) PREFIX=$(abspath $(PREFIX)) DESTDIR=$(DESTDIR) install

clean: ## remove what was built
	$(SWIFT) package clean
	rm -rf .build
