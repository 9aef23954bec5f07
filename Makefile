# 会签 Huiqian. 两条命令就够：make run、make test。Two commands are enough: make run, make test.
# What each of them does is in tools/; this file only names the steps.

PYTHON ?= python3
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint bench soak dist prove clean

help:  ## 显示本说明 · show this
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run:  ## 打开样例会议；没有显示器时不开窗口走一遍 · open the desk with the sample meeting; without a display, play it headless
	@$(PYTHON) -m tools.setup run
	@$(VENV) -m tools.play

test:  ## 格式、规范、类型、层次与全部测试 · format, lint, types, contracts and all tests
	@$(PYTHON) -m tools.setup test
	@$(VENV) -m tools.gate test

lint:  ## 只看源码：格式、规范、类型、层次 · only what reads the sources
	@$(PYTHON) -m tools.setup run
	@$(VENV) -m tools.gate lint

bench:  ## 快慢与大小，各与其极限相比 · how fast and how small, each against its limit
	@$(PYTHON) -m tools.setup bench
	@$(VENV) -m tools.gate bench

soak:  ## 长时间运行 · the long run
	@$(PYTHON) -m tools.setup test
	@$(VENV) -m tools.gate soak

dist:  ## 打包成一个文件夹 dist/huiqian · pack the program into the folder dist/huiqian
	@$(PYTHON) -m tools.setup dist
	@$(VENV) -m PyInstaller --noconfirm --log-level WARN build.spec

prove:  ## 在全新的 Debian 12 里证明前两条命令（需要 root 与 debootstrap）· prove the first two commands in a bare Debian 12 (root, debootstrap)
	@tools/prove_bare_debian.sh

clean:  ## 删除生成的文件，保留 .venv 与 .tools · remove what was made, keep .venv and .tools
	@rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .benchmarks
