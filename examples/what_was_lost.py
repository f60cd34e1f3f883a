"""Find out what a conversion lost: from the report, before anything is written, and by comparing
what comes back.
"""

import io
from collections import Counter

import newsfmt
from newsfmt.losses import differences

article = newsfmt.read_one("examples/mixed/bridge.xml")
for name in ("dated-text", "markdown", "ninjs", "nitf"):
    out = io.BytesIO()
    report = newsfmt.write(article, out, format=name)
    lost = [
        diagnostic.position.path for diagnostic in report if diagnostic.code.startswith("write.")
    ]
    print(name, dict(report.counts))
    print("  ", Counter(path.partition("[")[0].partition(".")[0] for path in lost).most_common(4))
    print(
        "   back:",
        len(differences(article, newsfmt.read_one(out.getvalue(), format=name))),
        "values differ",
    )
