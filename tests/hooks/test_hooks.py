"""The hooks under the real pre-commit and the real prek, in a repository of their own, without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support import summit

if TYPE_CHECKING:
    from collections.abc import Iterable

HOOKS: list[dict[str, Any]] = yaml.safe_load((summit.ROOT / ".pre-commit-hooks.yaml").read_text())
TEMPLATE = "templates/guide/DEPLOYMENT_GUIDE.md.jinja"
MANAGERS = ("pre-commit", "prek")
SPEC = """extends: base.yaml
tier: development
namespace: shop-dev
cluster: {name: shop-dev}
"""
WORKLOADS = """workloads:
  web:
    image: {repository: ghcr.io/shop/web, tag: 1.0.0}
    port: 8080
"""
MORE = """  api:
    image: {repository: ghcr.io/shop/api, tag: 1.0.0}
    port: 8080
"""


class Repository:
    """A git repository that uses the hooks, and the manager that runs them."""

    def __init__(self, root: Path, manager: str) -> None:
        self.root = root
        self.manager = Path(sys.executable).parent / manager
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "COV_"))},
            "HOME": str(root.parent),
            "XDG_CACHE_HOME": str(root.parent / "cache"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(root.parent / "hooks"),
            "PREK_HOME": str(root.parent / "hooks"),
            "PYTHONPATH": str(summit.ROOT),
            "PRE_COMMIT_COLOR": "never",
        }

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program in the repository."""
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def git(self, *arguments: str) -> str:
        """Run git, which must succeed; gives what it prints."""
        done = self.run("git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def hook(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Stage nothing more, and run the hooks over what is staged."""
        return self.run(self.manager, "run", "--verbose", *arguments)

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self) -> None:
        """Commit everything, without hooks."""
        self.git("add", "-A")
        self.git("commit", "--quiet", "--no-verify", "-m", "All")

    def use(self, ids: Iterable[str]) -> None:
        """Configure the hooks as they are published, but for where summitgen is installed."""
        published = [hook for hook in HOOKS if hook["id"] in ids]
        python = f"{sys.executable} -m summitgen"
        local = [
            {**hook, "language": "system", "entry": hook["entry"].replace("summitgen", python, 1)} for hook in published
        ]
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]}))


@pytest.fixture(params=MANAGERS)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """A repository with a project of one workload, built and committed."""
    manager: str = request.param
    made = Repository(tmp_path / "repository", manager)
    assert os.access(made.manager, os.X_OK), f"{manager} is not installed beside Python: `make test` installs it"
    made.root.mkdir()
    made.git("init", "--quiet", "--initial-branch", "main")
    made.write("summitgen.yaml", "project: shop\n")
    made.write("environments/base.yaml", WORKLOADS)
    made.write("environments/dev.yaml", SPEC)
    made.use(["summitgen-build"])
    assert made.run(sys.executable, "-m", "summitgen", "build").returncode == 0
    made.commit()
    return made


def test_a_changed_output_fails_until_it_is_staged(repository: Repository) -> None:
    repository.write("environments/base.yaml", WORKLOADS.replace("1.0.0", "1.0.1"))
    repository.git("add", "environments")
    first = repository.hook()
    assert first.returncode == 1
    assert "regenerated" in first.stdout and "stage them" in first.stdout
    assert "1.0.1" in (repository.root / "out/k8s/dev/web/deployment.yaml").read_text()
    repository.git("add", "out")
    second = repository.hook()
    assert second.returncode == 0 and "Passed" in second.stdout


def test_new_output_fails_although_git_does_not_know_it(repository: Repository) -> None:
    repository.write("environments/base.yaml", WORKLOADS + MORE)
    repository.git("add", "environments")
    first = repository.hook()
    assert first.returncode == 1 and "added    out/k8s/dev/api/deployment.yaml" in first.stdout
    assert "?? out/k8s/dev/api/" in repository.git("status", "--porcelain")
    repository.git("add", "-A", "out")
    assert repository.hook().returncode == 0


def test_a_deleted_workload_deletes_its_output(repository: Repository) -> None:
    repository.write("environments/base.yaml", WORKLOADS + MORE)
    assert repository.run(sys.executable, "-m", "summitgen", "build").returncode == 0
    repository.commit()
    repository.write("environments/base.yaml", WORKLOADS)
    repository.git("add", "environments")
    first = repository.hook()
    assert first.returncode == 1 and "removed  out/k8s/dev/api/deployment.yaml" in first.stdout
    assert not (repository.root / "out/k8s/dev/api").exists()
    repository.git("add", "-A", "out")
    assert repository.hook().returncode == 0


def test_a_deleted_workload_changes_nothing_of_the_others(repository: Repository) -> None:
    before = {path: (repository.root / path).read_bytes() for path in repository.git("ls-files", "out").split()}
    repository.write("environments/base.yaml", WORKLOADS + MORE)
    assert repository.run(sys.executable, "-m", "summitgen", "build").returncode == 0
    repository.commit()
    with_more = set(repository.git("ls-files", "out").split())
    repository.write("environments/base.yaml", WORKLOADS)
    repository.git("add", "environments")
    assert repository.hook().returncode == 1
    repository.git("add", "-A", "out")
    after = {path: (repository.root / path).read_bytes() for path in repository.git("ls-files", "out").split()}
    assert with_more > before.keys()
    assert after == before


def test_a_template_alone_starts_the_hook(repository: Repository) -> None:
    text = (summit.ROOT / TEMPLATE).read_text()
    repository.write(TEMPLATE, f"{text}\nA line of our own.\n")
    repository.git("add", "templates")
    assert repository.hook().returncode == 1
    assert "A line of our own." in "".join(file.read_text() for file in (repository.root / "out/docs").iterdir())
    repository.git("add", "out")
    assert repository.hook().returncode == 0


@pytest.mark.parametrize("hook", ["summitgen-build", "summitgen-check"])
def test_marks_of_a_conflict_in_generated_files_are_recognised(repository: Repository, hook: str) -> None:
    repository.use([hook])
    path = "out/k8s/dev/web/deployment.yaml"
    clean = (repository.root / path).read_text()
    repository.write(path, f"<<<<<<< ours\n{clean}=======\n{clean}>>>>>>> theirs\n")
    repository.git("add", "-A")
    run = repository.hook()
    assert run.returncode == 1 and path in run.stdout
    assert ((repository.root / path).read_text() == clean) == (hook == "summitgen-build")


def test_marks_of_a_conflict_in_specs_are_a_mistake(repository: Repository) -> None:
    conflict = f"<<<<<<< ours\n{WORKLOADS}=======\n{WORKLOADS}>>>>>>> theirs\n"
    repository.write("environments/base.yaml", conflict)
    repository.git("add", "-A")
    run = repository.hook()
    assert run.returncode == 1 and "environments/base.yaml:" in run.stdout and "exit code: 2" in run.stdout
    assert repository.git("status", "--porcelain") == "M  environments/base.yaml\n"


def test_what_is_not_staged_is_not_built(repository: Repository) -> None:
    repository.write("environments/base.yaml", f"# Staged.\n{WORKLOADS}")
    repository.git("add", "environments")
    unstaged = WORKLOADS.replace("1.0.0", "2.0.0")
    repository.write("environments/base.yaml", f"# Staged.\n{unstaged}")
    run = repository.hook()
    assert run.returncode == 0, run.stdout
    assert "2.0.0" not in (repository.root / "out/k8s/dev/web/deployment.yaml").read_text()
    assert unstaged in (repository.root / "environments/base.yaml").read_text()


def test_nothing_to_do_passes(repository: Repository) -> None:
    repository.write("environments/base.yaml", f"# A comment.\n{WORKLOADS}")
    repository.git("add", "environments")
    run = repository.hook()
    assert run.returncode == 0 and "Passed" in run.stdout
    assert repository.git("status", "--porcelain") == "M  environments/base.yaml\n"


def test_other_files_start_no_hook(repository: Repository) -> None:
    repository.write("README.md", "of no interest\n")
    repository.git("add", "README.md")
    run = repository.hook()
    assert run.returncode == 0 and "Skipped" in run.stdout


def test_a_commit_is_stopped_and_then_goes_through(repository: Repository) -> None:
    installed = repository.run(repository.manager, "install")
    assert installed.returncode == 0, installed.stderr
    repository.write("environments/base.yaml", WORKLOADS + MORE)
    repository.git("add", "environments")
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com")
    assert repository.run("git", *identity, "commit", "--quiet", "-m", "An API").returncode == 1
    repository.git("add", "-A", "out")
    repository.git("commit", "--quiet", "-m", "An API")
    assert repository.git("status", "--porcelain") == ""


def test_check_and_validate_write_nothing(repository: Repository) -> None:
    repository.use(["summitgen-check", "summitgen-validate"])
    repository.commit()
    repository.write("environments/base.yaml", WORKLOADS.replace("1.0.0", "1.0.1"))
    repository.git("add", "environments")
    check, validate = repository.hook("summitgen-check"), repository.hook("summitgen-validate")
    assert check.returncode == 1 and "changed  out/k8s/dev/web/deployment.yaml" in check.stdout
    assert validate.returncode == 0 and "Passed" in validate.stdout
    assert repository.git("status", "--porcelain") == "M  environments/base.yaml\n"
    repository.write("environments/base.yaml", WORKLOADS.replace("port", "prot"))
    repository.git("add", "environments")
    wrong = repository.hook("summitgen-validate")
    assert wrong.returncode == 1 and "exit code: 2" in wrong.stdout and '"port"' in wrong.stdout


def test_a_deleted_environment_alone_needs_always_run(repository: Repository) -> None:
    """As the guide says: both managers leave deleted files out when they match `files`."""
    repository.write("environments/test.yaml", SPEC.replace("shop-dev", "shop-test"))
    assert repository.run(sys.executable, "-m", "summitgen", "build").returncode == 0
    repository.commit()
    repository.git("rm", "--quiet", "environments/test.yaml")
    assert "Skipped" in repository.hook().stdout
    path = repository.root / ".pre-commit-config.yaml"
    configuration = yaml.safe_load(path.read_text())
    configuration["repos"][0]["hooks"][0]["always_run"] = True
    path.write_text(yaml.safe_dump(configuration))
    repository.git("add", path.name)
    run = repository.hook()
    assert run.returncode == 1 and "removed  out/k8s/test/" in run.stdout


def test_the_published_hooks_are_well_formed() -> None:
    program = Path(sys.executable).parent / "pre-commit"
    done = subprocess.run(
        [program, "validate-manifest", summit.ROOT / ".pre-commit-hooks.yaml"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert [hook["id"] for hook in HOOKS] == ["summitgen-build", "summitgen-check", "summitgen-validate"]
    for hook in HOOKS:
        assert (hook["language"], hook["pass_filenames"], hook["require_serial"]) == ("python", False, True)


@pytest.mark.parametrize("manager", MANAGERS)
def test_this_repository_uses_its_own_hooks(manager: str, tmp_path: Path) -> None:
    path = summit.ROOT / ".pre-commit-config.yaml"
    shutil.copyfile(path, tmp_path / path.name)
    program = Path(sys.executable).parent / manager
    done = subprocess.run([program, "validate-config", tmp_path / path.name], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    published = {hook["id"]: hook for hook in HOOKS}
    (repo,) = yaml.safe_load(path.read_text())["repos"]
    assert {hook["id"] for hook in repo["hooks"]} == {"summitgen-build", "summitgen-check"}
    for hook in repo["hooks"]:
        model = published[hook["id"]]
        assert hook["entry"] == f".venv/bin/{model['entry']}"
        assert hook["files"] == model["files"].replace(")", "|summitgen/)")
        assert all(hook[key] == model[key] for key in ("name", "pass_filenames", "require_serial"))
