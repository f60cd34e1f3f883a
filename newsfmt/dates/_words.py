"""The words of dates as data: months, weekdays, the small words around them, and names of zones;
the only code unfolds the tables.

Every word is folded (``str.casefold``) and means only one month across all languages (a test checks
that), so no language has to be guessed. Zone names are listed to be recognised, never to get an
offset: ``EST`` is two zones, ``IST`` three.
"""

from __future__ import annotations

__all__ = ["ABBREVIATED", "ARTICLES", "ERAS", "HALVES", "MONTHS", "WEEKDAYS", "ZONE_NAMES"]

_FULL = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
jänner feber maerz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar mars april mai juni juli august september oktober november desember
januar februar marts april maj juni juli august september oktober november december
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
január február március április május június július augusztus szeptember október november december
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
ocak şubat mart nisan mayis haziran temmuz ağustos eylül ekim kasim aralik
ledna února března dubna května června července srpna září října listopadu prosince
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαϊου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
"""

_SHORT = """
jan feb mar apr may jun jul aug sep oct nov dec
jan febr mrz apr mai jun jul aug sept okt nov dez
jän feb mär apr mai jun jul aug sep okt nov dez
janv févr mars avr mai juin juil août sept oct nov déc
janv fevr mars avr mai juin juil aout sept oct nov dec
jan fév mar avr mai jun jul aoû sep oct nov déc
ene feb mar abr may jun jul ago sept oct nov dic
gen feb mar apr mag giu lug ago set ott nov dic
jan fev mar abr mai jun jul ago set out nov dez
jan feb mrt apr mei jun jul aug sep okt nov dec
jan febr mar apr maj juni juli aug sept okt nov dec
jan feb mars apr mai juni juli aug sept okt nov des
sty lut mar kwi maj cze lip sie wrz paź lis gru
tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu
jan febr márc ápr máj jún júl aug szept okt nov dec
янв фев мар апр май июн июл авг сен окт ноя дек
січ лют бер кві тра чер лип сер вер жов лис гру
led úno bře dub kvě čvn čvc srp zář říj lis pro
oca şub mar nis may haz tem ağu eyl eki kas ara
ian feb mar apr mai iun iul aug sep oct noi dec
ιαν φεβ μαρ απρ μαϊ ιουν ιουλ αυγ σεπ οκτ νοε δεκ
ιαν φεβ μάρ απρ μάι ιούν ιούλ αύγ σεπ οκτ νοέ δεκ
"""

_DAYS = """
monday tuesday wednesday thursday friday saturday sunday
mon tue wed thu fri sat sun
mon tues weds thurs fri sat sun
montag dienstag mittwoch donnerstag freitag samstag sonntag
mo di mi do fr sonnabend so
lundi mardi mercredi jeudi vendredi samedi dimanche
lun mar mer jeu ven sam dim
lunes martes miércoles jueves viernes sábado domingo
lunes martes miercoles jueves viernes sabado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda terça quarta quinta sexta sábado domingo
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
måndag tisdag onsdag torsdag fredag lördag söndag
mandag tirsdag onsdag torsdag fredag lørdag søndag
maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
poniedziałek wtorek środa czwartek piątek sobota niedziela
"""


def _table(rows: str) -> dict[str, int]:
    return {
        word.casefold(): place
        for row in rows.split("\n")
        for place, word in enumerate(row.split(), 1)
    }


WEEKDAYS = {word: place - 1 for word, place in _table(_DAYS).items()}
"""Names of the days, Monday is 0 (as in ``date.weekday``)."""

_ENGLISH = {
    word: place % 12 + 1
    for place, word in enumerate((_FULL.split("\n")[1] + " " + _SHORT.split("\n")[1]).split())
} | {"sept": 9}
_NAMES = _table(_FULL)
MONTHS = _table(_SHORT) | _NAMES | {"μαΐου".casefold(): 5}  # has no capitals of the same length
"""Names of the months, in full and short; January is 1."""
ABBREVIATED = frozenset(MONTHS) - frozenset(_NAMES) - frozenset(_ENGLISH)
"""Short names outside English (``set``, ``ago``, ``gen``): they have other meanings too, so they
are months only after a day.
"""

ARTICLES = frozenset(("den", "der", "dem", "am", "le", "el", "il", "the", "on"))
"""Words that may precede a day: ``den 4. mai 2021``."""

ERAS = {
    "大正": ("1912-07-30", "1926-12-25"),
    "昭和": ("1926-12-25", "1989-01-07"),
    "平成": ("1989-01-08", "2019-04-30"),
    "令和": ("2019-05-01", "2999-12-31"),
}
"""First and last day of the Japanese eras, whose first year is 1 or 元."""

HALVES = {"午前": "a", "午後": "p", "上午": "a", "下午": "p", "오전": "a", "오후": "p"}
"""Words before a time that say which half of the day it is in: ``a`` for AM, ``p`` for PM."""

_ZONES = """
EST EDT CST CDT MST MDT PST PDT AKST AKDT HST HKT AST ADT NST NDT BST IST WEST CET CEST MEZ MESZ EET EEST MSK SAST
JST KST SGT WIB AEST AEDT ACST ACDT AWST NZST NZDT PKT NPT ICT BRT BRST CLT ET CT MT PT
"""
ZONE_NAMES = frozenset(_ZONES.split())
"""Zone names that are no English words; those of two letters count only after AM and PM."""
