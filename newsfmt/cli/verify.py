"""``newsfmt verify``: is everything that a manifest lists still there, and does it add up?"""

from __future__ import annotations

import argparse
import os

from newsfmt._terminal import safe
from newsfmt.cli.shared import FAILED, OK, Usage, os_error, results, say, write_json

__all__ = ["verify"]


def verify(args: argparse.Namespace) -> int:
    from newsfmt.batch import check_manifest
    from newsfmt.errors import NewsfmtError

    if args.against and len(args.manifests) > 1:
        raise Usage("--against compares a folder with one manifest")
    if args.against and not os.path.isdir(args.against):
        raise Usage(f"--against {args.against}: name the folder of the inputs")
    status = OK
    for path in args.manifests:
        try:
            checked = check_manifest(path, inputs=not args.outputs_only, against=args.against)
            for problem in checked:
                status = FAILED
                _show(args, path, problem)
        except OSError as error:
            status = say(f"error: {os_error(error, path)}", FAILED)
        except NewsfmtError as error:
            status = say(f"error: {error}", FAILED)
        else:
            _sum(args, path, checked.files, checked.articles, checked.problems)
    return status


def _show(args: argparse.Namespace, path: str, problem: str) -> None:
    if args.json:
        write_json({"manifest": path, "problem": problem})
    else:
        results().write(f"{safe(path)}: {safe(problem)}\n")


def _sum(args: argparse.Namespace, path: str, files: int, articles: int, problems: int) -> None:
    if args.json:
        write_json({"manifest": path, "files": files, "articles": articles, "problems": problems})
    elif not problems:
        results().write(
            f"{safe(path)}: {files:,} files with {articles:,} articles, all as they were written\n"
        )
    else:
        results().write(f"{safe(path)}: {problems:,} problems in {files:,} files\n")
