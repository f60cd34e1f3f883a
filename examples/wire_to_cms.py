"""Turn the messages of a wire into the records of a content management system, with the text as
HTML.
"""

import json

import newsfmt
from newsfmt.markup import html

NOT_THE_STORY = {"byline", "note"}

for article in newsfmt.read("examples/ferries.tty"):
    story = [block for block in article.body if getattr(block, "role", None) not in NOT_THE_STORY]
    record = {
        "title": article.headline,
        "slug": article.slugline,
        "priority": article.urgency,
        "sent": str(article.transmission.sent),
        "authors": [creator.name for creator in article.creators],
        "desk": [category.code for category in article.categories],
        "signals": [signal.name or signal.code for signal in article.signals],
        "notes": [note.text for note in article.ed_notes],
        "html": html.render(story, xhtml=False),
    }
    print(json.dumps(record, ensure_ascii=False, indent=1))
