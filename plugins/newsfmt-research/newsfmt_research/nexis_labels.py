"""The labels of Nexis as data: what each language of its interface calls the parts of an article.

A line of :data:`LANGUAGES` is a language; the option ``labels`` takes such a line as well. Labels
compare without case and accents, a space is a hyphen. The docs say which were met in files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from itertools import chain

__all__ = ["LANGUAGES", "MEANINGS", "Labels", "check", "folded", "labels", "may_open", "of_line"]

LANGUAGES: Mapping[str, str] = {
    "en": "document=DOCUMENT,DOCUMENTS of=of request=DOWNLOAD-REQUEST,PRINT-REQUEST cover=TIME-OF-REQUEST,SEND-TO,TERMS,SOURCE,COMBINED-SOURCE,PROJECT-ID,USER-NAME,DATE-AND-TIME,JOB-NUMBER,CLIENT/MATTER,SEARCH-TERMS,SEARCH-TYPE,NARROWED-BY,SOURCES,PUBLISHER,NUMBER-OF-LINES,PRINT-FORMAT documents=DOCUMENTS headline=HEADLINE,TITLE,LEADALL byline=BYLINE,NAME section=SECTION length=LENGTH dateline=DATELINE summary=HIGHLIGHT,ABSTRACT body=BODY,TEXT graphic=GRAPHIC load-date=LOAD-DATE language=LANGUAGE type=PUBLICATION-TYPE,PUB-TYPE,DOCUMENT-TYPE code=JOURNAL-CODE subject=SUBJECT,PUB-SUBJECT person=PERSON organisation=ORGANIZATION company=COMPANY ticker=TICKER industry=INDUSTRY place=GEOGRAPHIC,COUNTRY,STATE,CITY genre=TYPE series=SERIES correction=CORRECTION url=URL kept=GUESTS,GUEST,ANCHORS,ANCHOR,SHOW,TRANSCRIPT,BIO,DISTRIBUTION,CORRECTION-DATE,NOTES,REPORTERS,REPORTER,ACC-NO,ISSN,CATEGORY classification=CLASSIFICATION end=END-OF-DOCUMENT",
    "de": "document=DOKUMENT,DOKUMENTE,DOKUMENTEN of=von request=DOWNLOAD-ANFORDERUNG,DOWNLOADANFORDERUNG,DRUCKAUFTRAG cover=ZEITPUNKT-DER-ANFORDERUNG,SENDEN-AN,SUCHBEGRIFFE,QUELLE,QUELLEN,PROJEKT-ID,BENUTZERNAME,DATUM-UND-UHRZEIT,AUFTRAGSNUMMER,SUCHTYP,EINGEGRENZT-NACH documents=DOKUMENTE headline=UEBERSCHRIFT,ÜBERSCHRIFT,TITEL byline=AUTOR,VERFASSER section=RUBRIK length=LÄNGE,LAENGE dateline=ORTSZEILE,ORT summary=HIGHLIGHT body=TEXTKÖRPER,TEXTKOERPER,TEXT graphic=GRAFIK load-date=UPDATE,LADEDATUM language=SPRACHE type=PUBLIKATIONSTYP,PUBLICATION-TYPE code=ZEITUNGS-CODE subject=SCHLAGWÖRTER,SCHLAGWOERTER,THEMA person=PERSON,PERSONEN organisation=ORGANISATION company=FIRMA,UNTERNEHMEN ticker=TICKER,TICKERSYMBOL industry=BRANCHE place=GEOGRAFISCH,LAND,STADT,REGION series=SERIE correction=KORREKTUR,BERICHTIGUNG kept=BIBLIOGRAPHIE classification=KLASSIFIZIERUNG end=ENDE-DES-DOKUMENTS",
    "fr": "document=DOCUMENT,DOCUMENTS of=de,sur request=REQUÊTE-DE-TÉLÉCHARGEMENT,DEMANDE-DE-TÉLÉCHARGEMENT,REQUÊTE-D'IMPRESSION cover=DATE-DE-LA-REQUÊTE,HEURE-DE-LA-REQUÊTE,ENVOYER-À,TERMES,SOURCE,SOURCES,SOURCE-COMBINÉE,ID-DE-PROJET,NOM-D'UTILISATEUR,DATE-ET-HEURE,NUMÉRO-DE-TÂCHE,TERMES-DE-RECHERCHE,TYPE-DE-RECHERCHE documents=DOCUMENTS headline=TITRE byline=AUTEUR,SIGNATURE section=RUBRIQUE length=LONGUEUR dateline=LIEU,ORIGINE summary=ENCART,CHAPEAU body=TEXTE-ARTICLE,CORPS,TEXTE graphic=GRAPHIQUE,ILLUSTRATION load-date=DATE-CHARGEMENT,DATE-DE-CHARGEMENT language=LANGUE type=TYPE-PUBLICATION,TYPE-DE-PUBLICATION code=CODE-REVUE,CODE-DE-REVUE subject=SUJET person=PERSONNE organisation=ORGANISATION company=SOCIETE ticker=SYMBOLE-BOURSIER industry=SECTEUR-ACTIVITE,SECTEUR-D'ACTIVITÉ place=LOCALISATION-GEO,PAYS,ETAT,VILLE series=SERIE correction=CORRECTION,RECTIFICATIF classification=CLASSIFICATION end=FIN-DU-DOCUMENT",
    "nl": "document=DOCUMENT,DOCUMENTEN of=van request=PRINTOPDRACHT,DOWNLOADOPDRACHT cover=TIJDSTIP-PRINTOPDRACHT,TIJDSTIP-DOWNLOADOPDRACHT,VERZENDEN-NAAR,ZOEKTERMEN,BRON,BRONNEN,GECOMBINEERDE-BRON,PROJECT-ID documents=DOCUMENTEN headline=KOP byline=AUTEUR section=SECTIE,RUBRIEK length=LENGTE dateline=PLAATS summary=SAMENVATTING body=TEKST graphic=GRAFIEK load-date=LAADDATUM language=TAAL type=PUB-TYPE,PUBLICATIETYPE code=TIJDSCHRIFTCODE subject=ONDERWERP person=PERSOON organisation=ORGANISATIE company=BEDRIJF ticker=TICKER industry=BRANCHE,BEDRIJFSTAK place=GEOGRAFISCH,LAND,STAD correction=CORRECTIE classification=CLASSIFICATIE end=EINDE-VAN-DOCUMENT,EINDE-VAN-HET-DOCUMENT",
    "es": "document=DOCUMENTO,DOCUMENTOS of=de request=SOLICITUD-DE-DESCARGA,SOLICITUD-DE-IMPRESIÓN cover=HORA-DE-LA-SOLICITUD,FECHA-DE-LA-SOLICITUD,ENVIAR-A,TÉRMINOS,FUENTE,FUENTES,FUENTE-COMBINADA,ID-DEL-PROYECTO,NOMBRE-DE-USUARIO,FECHA-Y-HORA,NÚMERO-DE-TRABAJO,TÉRMINOS-DE-BÚSQUEDA,TIPO-DE-BÚSQUEDA documents=DOCUMENTOS headline=TITULAR,TÍTULO byline=AUTOR section=SECCIÓN length=LONGITUD,EXTENSIÓN dateline=LUGAR summary=DESTACADO,RESUMEN body=CUERPO,TEXTO graphic=GRÁFICO load-date=FECHA-CARGA,FECHA-DE-CARGA language=IDIOMA type=TIPO-PUBLICACION,TIPO-DE-PUBLICACIÓN code=CÓDIGO-REVISTA,CÓDIGO-DE-REVISTA subject=ASUNTO,TEMA,MATERIA person=PERSONA organisation=ORGANIZACIÓN company=EMPRESA,COMPAÑÍA ticker=SÍMBOLO-BURSÁTIL industry=INDUSTRIA,SECTOR place=GEOGRÁFICO,PAÍS,ESTADO,CIUDAD series=SERIE correction=CORRECCIÓN classification=CLASIFICACIÓN end=FIN-DEL-DOCUMENTO",
    "it": "document=DOCUMENTO,DOCUMENTI of=di request=RICHIESTA-DI-DOWNLOAD,RICHIESTA-DI-STAMPA cover=ORA-DELLA-RICHIESTA,DATA-DELLA-RICHIESTA,INVIA-A,TERMINI,FONTE,FONTI,ID-PROGETTO,NOME-UTENTE,DATA-E-ORA,TERMINI-DI-RICERCA documents=DOCUMENTI headline=TITOLO byline=AUTORE section=SEZIONE length=LUNGHEZZA dateline=LUOGO summary=SOMMARIO,IN-EVIDENZA body=CORPO,TESTO graphic=GRAFICO,GRAFICA load-date=DATA-CARICAMENTO,DATA-DI-CARICAMENTO language=LINGUA type=TIPO-PUBBLICAZIONE,TIPO-DI-PUBBLICAZIONE code=CODICE-RIVISTA subject=SOGGETTO,ARGOMENTO person=PERSONA organisation=ORGANIZZAZIONE company=SOCIETÀ,AZIENDA industry=SETTORE,INDUSTRIA place=GEOGRAFICO,PAESE,CITTÀ series=SERIE correction=CORREZIONE classification=CLASSIFICAZIONE end=FINE-DEL-DOCUMENTO",
    "pt": "document=DOCUMENTO,DOCUMENTOS of=de request=PEDIDO-DE-DOWNLOAD,SOLICITAÇÃO-DE-DOWNLOAD cover=HORA-DO-PEDIDO,ENVIAR-PARA,TERMOS,FONTE,FONTES documents=DOCUMENTOS headline=TÍTULO,MANCHETE byline=AUTOR section=SEÇÃO,SECÇÃO length=COMPRIMENTO,EXTENSÃO dateline=LOCAL summary=DESTAQUE,RESUMO body=CORPO,TEXTO graphic=GRÁFICO load-date=DATA-CARGA,DATA-DE-CARGA language=IDIOMA,LÍNGUA type=TIPO-PUBLICAÇÃO,TIPO-DE-PUBLICAÇÃO code=CÓDIGO-REVISTA subject=ASSUNTO person=PESSOA organisation=ORGANIZAÇÃO company=EMPRESA industry=INDÚSTRIA,SETOR place=GEOGRÁFICO,PAÍS,CIDADE correction=CORREÇÃO classification=CLASSIFICAÇÃO end=FIM-DO-DOCUMENTO",
    "da": "document=DOKUMENT,DOKUMENTER of=af request=DOWNLOADANMODNING documents=DOKUMENTER headline=OVERSKRIFT byline=FORFATTER section=SEKTION length=LÆNGDE dateline=STED summary=OFFERROLLER,UNDERRUBRIK body=BRØDTEKST,TEKST graphic=GRAFIK load-date=INDLÆSNINGSDATO language=SPROG type=PUBLIKATIONSTYPE subject=EMNE person=PERSON organisation=ORGANISATION company=FIRMA,VIRKSOMHED place=GEOGRAFISK,LAND classification=KLASSIFIKATION end=SLUT-PÅ-DOKUMENT",
    "sv": "document=DOKUMENT of=av documents=DOKUMENT byline=FÖRFATTARE section=SEKTION,AVDELNING length=LÄNGD dateline=ORT summary=INGRESS body=BRÖDTEXT graphic=GRAFIK load-date=INLÄSNINGSDATUM language=SPRÅK type=PUBLIKATIONSTYP subject=ÄMNE company=FÖRETAG place=GEOGRAFISK,LAND classification=KLASSIFICERING end=SLUT-PÅ-DOKUMENTET",
    "no": "document=DOKUMENT,DOKUMENTER of=av documents=DOKUMENTER headline=OVERSKRIFT,TITTEL byline=FORFATTER section=SEKSJON length=LENGDE dateline=STED summary=INGRESS body=BRØDTEKST graphic=GRAFIKK load-date=INNLASTINGSDATO language=SPRÅK type=PUBLIKASJONSTYPE subject=EMNE company=SELSKAP place=GEOGRAFISK,LAND classification=KLASSIFISERING end=SLUTT-PÅ-DOKUMENT",
    "pl": "document=DOKUMENT,DOKUMENTÓW,DOKUMENTY of=z documents=DOKUMENTY headline=TYTUŁ,NAGŁÓWEK byline=AUTOR section=SEKCJA,DZIAŁ length=DŁUGOŚĆ dateline=MIEJSCE summary=STRESZCZENIE body=TREŚĆ,TEKST graphic=GRAFIKA load-date=DATA-ZAŁADOWANIA language=JĘZYK type=TYP-PUBLIKACJI subject=TEMAT person=OSOBA organisation=ORGANIZACJA company=FIRMA industry=BRANŻA place=KRAJ,MIASTO classification=KLASYFIKACJA end=KONIEC-DOKUMENTU",
}  # fmt: skip
"""What the interface calls things, a language a line: meaning, equals sign, labels."""

MEANINGS = frozenset(
    """document of request cover documents headline byline section length dateline summary body
    graphic load-date language type code subject person organisation company ticker industry place
    genre series correction url kept classification end""".split()
)
"""What a label may mean: ``document`` and ``of`` make the number line, ``request`` opens a cover,
``cover`` and ``documents`` stand on it, ``classification`` and ``end`` part a DOCX; ``kept`` goes
to ``extra``; the others name fields.
"""
_FRAME = frozenset({"document", "of", "request", "cover", "documents", "end", "classification"})
_WEAK = frozenset({"document", "of"})
_BLANK = " \t\u00a0\ufeff"
_LINE = re.compile(r"([a-z-]{1,20})=(\S{1,500})")


class Labels:
    """The labels of all languages, as readers look them up."""

    def __init__(self, languages: Iterable[str]) -> None:
        self.meanings: dict[str, str] = {}
        """The meaning of a label of an article, folded."""
        self.frame: dict[str, str] = {}
        """The meaning of a label of the cover or of the parts of a document, folded."""
        self._words: dict[str, list[str]] = {"document": [], "of": [], "request": []}
        for meaning, names in chain.from_iterable(of_line(line).items() for line in languages):
            self._words.get(meaning, []).extend(names)
            table = self.frame if meaning in _FRAME else self.meanings
            for name in () if meaning in _WEAK else names:
                table.setdefault(folded(name), meaning)
            if meaning in ("body", "graphic"):
                self.frame.update((folded(name), meaning) for name in names)

    @cached_property
    def opening(self) -> re.Pattern[bytes]:
        """A line that opens an article (groups 1, 2 or 3, 4: its number and how many there are) or
        a cover (group 5: the rest of the line).
        """
        return _opening(self._words)

    @cached_property
    def begins(self) -> re.Pattern[bytes]:
        """The same behind the end of any line, for a search."""
        first = re.escape(bytes(self.first))
        near = rb"\n(?=[" + first + rb"])(?=[^\n]{0,159}(?:\n|\Z))(?:"
        return re.compile(near + self.opening.pattern + rb")", self.opening.flags)

    @cached_property
    def first(self) -> frozenset[int]:
        """The bytes that such a line may begin with."""
        letters = "".join(name[0] for name in (*self._words["document"], *self._words["request"]))
        return frozenset(f"{_BLANK}0123456789{letters}{letters.lower()}".encode())

    def meaning(self, label: str) -> str | None:
        """Return what a label means; None for one that is not known.

        >>> labels().meaning("Länge"), labels().meaning("Journal Code"), labels().meaning("WARNING")
        ('length', 'code', None)
        """
        return self.meanings.get(folded(label))

    def is_frame(self, text: str, *meanings: str) -> bool:
        """Return whether a text is a label of the cover or of the parts of a document.

        >>> labels().is_frame("Fin du document", "end")
        True
        """
        return self.frame.get(folded(text)) in meanings


@lru_cache(maxsize=4096)
def folded(label: str) -> str:
    """Return a label as it is compared.

    >>> folded("Publication Type"), folded("LÄNGE"), folded("Sección")
    ('PUBLICATION-TYPE', 'LANGE', 'SECCION')
    """
    plain = unicodedata.normalize("NFKD", label.strip()).upper()
    return re.sub(r"[\s\u2010-]+", "-", "".join(c for c in plain if not unicodedata.combining(c)))


def of_line(line: str) -> dict[str, tuple[str, ...]]:
    """Return the labels of a line by their meaning. Raises ValueError for a meaning that there is
    not, or for a line that is no label.

    >>> of_line("byline=KIRJOITTAJA length=PITUUS")
    {'byline': ('KIRJOITTAJA',), 'length': ('PITUUS',)}
    """
    found = {}
    for word in line.split():
        entry = _LINE.fullmatch(word)
        if entry is None or entry[1] not in MEANINGS:
            raise ValueError(
                f"{word!r} is no meaning=LABEL,LABEL; meanings: {' '.join(sorted(MEANINGS))}"
            )
        found[entry[1]] = tuple(filter(None, entry[2].split(",")))
    return found


def check(line: str) -> None:
    """Raise ValueError for a text that the option ``labels`` does not take."""
    of_line(line)


@lru_cache(maxsize=8)
def labels(more: str | None = None) -> Labels:
    """Return the labels of all languages, and those of one more line, which come first."""
    return Labels([*([more] if more else []), *LANGUAGES.values()])


@cache
def _starts() -> tuple[frozenset[str], frozenset[str]]:
    """What lines that open an article or a cover may begin with: their first character, and the
    first three letters of their first word in lower case.
    """
    lines = map(of_line, LANGUAGES.values())
    words = [
        name for line in lines for key in ("document", "request") for name in line.get(key, ())
    ]
    letters = "".join(word[0] for word in words)
    return (
        frozenset(f"{_BLANK}0123456789{letters}{letters.lower()}"),
        frozenset(word[:3].casefold() for word in words),
    )


def may_open(rows: Iterable[str]) -> bool:
    """Return whether a line may open an article or a cover, by a look at its beginning.

    >>> may_open(["Ferry sails again", " 2 of 10 DOCUMENTS"]), may_open(["Ferry sails again"])
    (True, False)
    """
    first, words = _starts()
    for row in rows:
        if row[:1] in first:  # as few rows are
            start = row.lstrip(_BLANK)[:3].casefold()
            if start in words or start[:1].isdecimal():
                return True
    return False


def _opening(words: Mapping[str, list[str]]) -> re.Pattern[bytes]:
    of, document = _any_of(words["of"]), _any_of(words["document"])
    number = rb"(\d[\d.,]{0,10})"
    return re.compile(
        rb"(?:\xef\xbb\xbf)?(?:[ \t\xa0\xc2]{0,200}(?:"
        + number + rb" " + of + rb" " + number + rb" " + document
        + rb"|" + document + rb" " + number + rb" " + of + rb" " + number
        + rb")[^\S\n]*$|" + _any_of(words["request"]) + rb"[^\S\n]?:([^\n]*))",
        re.IGNORECASE | re.MULTILINE,
    )  # fmt: skip


def _any_of(words: list[str]) -> bytes:
    """A pattern for words in UTF-8 or in windows-1252, longer ones first."""
    spelt = set[bytes]()
    for word in words:
        for case in {word} if word.isascii() else {word, word.lower(), word.capitalize()}:
            for encoding in ("utf-8", "cp1252"):
                spelt.add(re.escape(case.encode(encoding, "replace")).replace(rb"\-", rb"[ -]"))
    longest: list[bytes] = sorted(spelt, key=len, reverse=True)
    return b"(?:" + b"|".join(longest) + b")"
