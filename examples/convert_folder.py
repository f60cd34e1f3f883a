"""Convert a folder with everything below it, in several processes, and account for every file and
every article.
"""

from newsfmt.batch import Conversion

if __name__ == "__main__":  # the processes of the run import this file
    conversion = Conversion("examples/mixed", "converted/", to="newsml-g2", jobs=2)
    for outcome in conversion:
        print(
            outcome.input,
            outcome.status,
            outcome.reason or [output.path for output in outcome.outputs],
        )
    totals = conversion.totals
    print(
        totals.inputs,
        "files:",
        totals.converted,
        "converted,",
        totals.skipped,
        "skipped,",
        totals.failed,
        "failed",
    )
    print(
        totals.articles,
        "articles:",
        totals.articles_converted,
        "written,",
        totals.articles_skipped,
        "skipped,",
        totals.articles_failed,
        "failed",
    )
