"""Programs for Python that images are built and asked with: one line each, since they are words of a command."""

from __future__ import annotations

MODULE_CHECK = (
    "import sys; from functools import reduce; from importlib.machinery import PathFinder as finder; "
    "folders = lambda found: list(found.submodule_search_locations or ()) if found else []; "
    'folder, name = sys.argv[1:]; sys.path[0] = folder; first, *others = name.split("."); '
    "found = reduce(lambda outer, part: finder.find_spec(part, folders(outer)), others, finder.find_spec(first)); "
    'found = finder.find_spec("__main__", folders(found)) if folders(found) else found; '
    'sys.exit(None if found else f"there is no module {name} to run")'
)
"""``<folder> <module>``: fails unless ``-m <module>`` would find it, in the folder or in the environment.

It imports nothing of the application, which may need what is there only at run time.
"""

COLLECT = (
    "import os, pathlib, shutil, sys; stamp, folder, out = sys.argv[1:]; since = os.stat(stamp).st_ctime_ns; "
    'found = [path for path in pathlib.Path(folder).rglob("*") if path.is_symlink() or path.is_file()]; '
    "new = [path for path in found if path.lstat().st_ctime_ns > since]; "
    "[os.makedirs(f'{out}{path.parent}', exist_ok=True) for path in new]; "
    "[shutil.copy2(path, f'{out}{path}', follow_symlinks=False) for path in new]"
).replace("'", '"')
"""``<stamp> <folder> <out>``: copies what changed in the folder after the stamp, with its whole path, below ``out``.

What changed is told by the inode's own time, which installers can't set.
"""

LIBRARIES = (
    "import pathlib, re, shutil, subprocess, sys; root = pathlib.Path(sys.argv[1]); "
    'files = [path for path in root.rglob("*") if path.is_file() and path.read_bytes()[:4] == b"\\x7fELF"]; '
    'said = subprocess.run(["ldd", *files], check=True, stdout=subprocess.PIPE, text=True).stdout; '
    '"not found" in said and sys.exit(said); '
    'there = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|util|pthread|resolv|nsl|ssl|crypto|gcc_s|stdc\\+\\+))\\.so\\b"); '
    'found = [pathlib.Path(path) for path in sorted({*re.findall(r"=> (/\\S+) \\(", said)})]; '
    'missing = [path for path in found if not there.match(path.name) and path.parts[:3] != ("/", "usr", "local")]; '
    'places = [root / "usr/lib" / path.parent.name for path in missing]; '
    "[place.mkdir(parents=True, exist_ok=True) for place in places]; "
    "[shutil.copy2(path, place) for path, place in zip(missing, places)]"
)
"""``<folder>``: copies what programs below it are linked with into its ``usr/lib``, but what distroless ``cc`` has."""

ASK = (
    "import sys; from concurrent.futures import ThreadPoolExecutor as pool; import urllib.request as web; "
    "ask = web.build_opener(web.ProxyHandler({})).open; "
    "asked = [pool().submit(ask, url) for url in sys.argv[1:]]; "
    "sys.exit(all(answer.exception() for answer in asked))"
)
"""``<url>…``: fails unless one of them answers 2xx, asked without the proxy of the environment."""

CONNECT = 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1]))).close()'
"""``<port>``: fails unless something listens there."""
