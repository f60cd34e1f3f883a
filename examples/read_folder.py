"""Read every file of a folder, whatever its format; a bad file or article costs itself alone, and
is named.
"""

from collections import Counter
from pathlib import Path

import newsfmt

formats, failures = Counter(), []
for path in sorted(Path("examples/mixed").iterdir()):
    try:
        with newsfmt.read(path, on_error="skip") as reader:
            for article in reader:
                formats[article.origin.format] += 1
        failures += [
            str(diagnostic) for diagnostic in reader.report if diagnostic.severity == "error"
        ]
    except newsfmt.NewsfmtError as error:
        failures.append(str(error))

print(formats.total(), "articles:", dict(formats))
print("\n".join(failures))
