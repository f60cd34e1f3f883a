"""Words that identify lines about a story, as data: agencies, particles, places, labels."""

from __future__ import annotations

__all__ = [
    "ACRONYMS",
    "AGENCIES",
    "CREDIT_WORDS",
    "LABELS",
    "MARKS",
    "NOT_NAMES",
    "PARTICLES",
    "PLACE_PARTICLES",
    "SHORT_PLACES",
]

CREDIT_WORDS = frozenset(
    "additional reporting writing editing compiled contributed translated by in and with for the of from at contributions to this report de la van "
    "von der den del al el bin ibn da dos du di y zu af av e".split()
)
"""Lower-case words of lines on who reported, wrote and edited."""

AGENCIES = frozenset(
    "AP AFP Reuters REUTERS dpa DPA ANI PTI IANS UPI UNI Xinhua XINHUA TASS Interfax EFE ANSA Bernama Kyodo Yonhap APA NTB TT STT Ritzau Belga ANP PA "
    "AAP Anadolu CP RIA WAM SPA Antara PNA VNA SDA Keystone-SDA ddp KNA epd LUSA MTI PAP CTK TASR BTA Agerpres Hina Tanjug MENA SANA IRNA KUNA "
    "Bloomberg CNN BBC NHK JIJI ITAR-TASS Ukrinform BelTA".split()
) | {
    "Associated Press",
    "The Associated Press",
    "Agence France-Presse",
    "PA Media",
    "The Canadian Press",
    "Press Association",
    "Thomson Reuters",
}
"""News agencies and broadcasters as they are named in credits, bylines and datelines."""

PARTICLES = frozenset(
    "de la van von der den ter ten al el bin ibn ben abu da das dos do du di del della delle le e y zu zum af av mac ap san st".split()
)
"""Small words inside names of people."""

NOT_NAMES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December "
    "Christmas Easter Ramadan The This That These Those Then Now Noon Midnight Dawn Dusk Early Late Contrast Comparison Law Order".split()
)
"""Capitalised words that begin a sentence after ``By`` and are no given name."""

MARKS = frozenset(range(0x300, 0x370))
"""Combining marks, which stand in names that were decomposed."""

SHORT_PLACES = frozenset(
    "ROME LIMA OSLO LYON KYIV DOHA KIEV RIGA BAKU BERN BONN BARI BATH BRNO CALI CORK DILI ERIE FEZ GAZA GENT GIZA GOA GRAZ HAMA HILO HOMS HUE HULL IASI JENA "
    "JOS JUBA KANO KEMI KIEL KOBE LINZ LODZ ŁÓDŹ LOME LOMÉ LVIV MALE MALÉ METZ MOSS VOSS BODØ BODO NARA NICE NIS NUUK OMSK ORAN ORSK OSH OULU PECS PÉCS PERM PISA PULA "
    "PUNE QOM RENO SANA SFAX SION SUEZ SUVA TAIF TULA TYRE UFA ULM VAN VIGO WACO WIEN XIAN YORK ZUG ADEN AGRA APIA ARAD CEBU AIX BUEA CUZCO ELY AYR DAVOS "
    "EGER GYOR ROMA KÖLN LOS BREST TROY MESA NAPA WUHU XI’AN XI'AN LAE ABHA AMOY".split()
)
"""Places of four letters or fewer, and the like, that open a dateline without a date or source."""

LABELS = frozenset(
    "BREAKING UPDATE UPDATED CORRECTION CORRECTED EXCLUSIVE ANALYSIS OPINION EXPLAINER FACTBOX TIMELINE WATCH LIVE URGENT ALERT FLASH REFILE ADVISORY WRAPUP "
    "FEATURE INTERVIEW INSIGHT COMMENTARY COLUMN EDITORIAL PREVIEW REVIEW RECAP KILL NOTE PHOTOS PHOTO VIDEO POLL BRIEF BRIEFS SUMMARY NEWSALERT BULLETIN "
    "CLARIFICATION EMBARGOED DEVELOPING SPECIAL FACT TOP JUST READ RETRANSMISSION REPEAT LEAD SNAPSHOT SCOREBOARD RESULTS WEATHER SPORTS OBITUARY NEWS QUOTES "
    "QUOTEBOX HIGHLIGHTS SPOTLIGHT WITNESS PROFILE DIARY CALENDAR".split()
)
"""Words in capitals that open a paragraph and are not places."""

ACRONYMS = frozenset(
    "UNESCO UNICEF ASEAN INTERPOL UNHCR UNRWA ECOWAS COVID BRICS MERCOSUR EUROPOL FRONTEX OPEC+ UNAIDS UNCTAD SWIFT HAMAS TALIBAN AUKUS".split()
)
"""Acronyms that open a sentence like a place."""

PLACE_PARTICLES = frozenset(
    "de la do da del am an der den of the upon sur les le el al im bei ob aan op en y und and i".split()
)
"""Small words inside names of places."""
