"""Times without a zone: left as they are, or read with the zone that you know they are in."""

import newsfmt

STORY = b'<nitf><head><docdata><date.issue norm="20210704T0815"/></docdata></head><body><body.content><p>It sailed.</p></body.content></body></nitf>'

unknown = newsfmt.read_one(STORY).published
print(unknown, unknown.has_zone)

known = newsfmt.read_one(STORY, options={"timezone": "Europe/Oslo"}).published
print(known, known.has_zone, known.earliest())
print(
    known.same_instant(newsfmt.NewsDate("2021-07-04T06:15Z")),
    known == newsfmt.NewsDate("2021-07-04T06:15Z"),
)

day = newsfmt.NewsDate("2021-07-04")
print(day.earliest(), day.latest())  # in UTC, or in the zone that is given
