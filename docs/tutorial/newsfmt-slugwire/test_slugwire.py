from newsfmt.testing import FormatConformance


class TestSlugwire(FormatConformance):
    format_name = "slugwire"
    samples = [b">>RATES|Rates held\nThe bank held its rate.\n"]  # or a folder of files
