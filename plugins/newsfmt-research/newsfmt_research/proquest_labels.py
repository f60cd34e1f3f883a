"""The labels of ProQuest's downloads by language of the interface, as data, in the order in which
they stand in a document.

A new language is an entry here, a new label a line in it. English was seen in files; the others are
inferred from the interface.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

__all__ = [
    "CAPTIONS",
    "CREDITS",
    "HEAD",
    "LABELS",
    "NUMBER_WORDS",
    "ORDER",
    "check",
    "fold",
    "index",
]

HEAD = ("author", "info", "abstract", "links", "text")
"""Meanings of labels that stand before the text, and the text's own."""
ORDER = (
    *HEAD, "subject", "business", "location", "people", "company", "classification", "keyword",
    "title", "alternate", "source", "volume", "issue", "pages", "page", "year", "date", "dateline",
    "section", "publisher", "place", "country", "publication-subject", "issn", "e-issn",
    "source-type", "language", "genre", "feature", "doi", "id", "url", "copyright", "updated",
    "database",
)  # fmt: skip
"""Meanings of labels, in their order."""

LABELS: dict[str, Mapping[str, str]] = {
    "en": {
        "author": "Author", "info": "Publication info", "abstract": "Abstract", "links": "Links", "text": "Full text",
        "subject": "Subject", "business": "Business indexing term", "location": "Location", "people": "People|Person",
        "company": "Company / organization|Company / organisation", "classification": "Classification", "keyword": "Identifier / keyword|Identifiers / keywords",
        "title": "Title", "alternate": "Alternate title", "source": "Publication title", "volume": "Volume", "issue": "Issue", "pages": "Pages",
        "page": "First page", "year": "Publication year", "date": "Publication date", "dateline": "Dateline", "section": "Section", "publisher": "Publisher",
        "place": "Place of publication", "country": "Country of publication", "publication-subject": "Publication subject", "issn": "ISSN", "e-issn": "e-ISSN",
        "source-type": "Source type", "language": "Language of publication", "genre": "Document type", "feature": "Document feature", "doi": "DOI",
        "id": "ProQuest document ID", "url": "Document URL", "copyright": "Copyright", "updated": "Last updated", "database": "Database",
    },
    "fr": {
        "author": "Auteur|Auteurs", "info": "Informations sur la publication|Infos sur la publication|Détails de la publication", "abstract": "Résumé", "links": "Liens",
        "text": "Texte intégral", "subject": "Sujet", "business": "Terme d'indexation commerciale|Terme d'indexation d'entreprise", "location": "Lieu|Localisation",
        "people": "Personnes|Personne", "company": "Société / organisation|Entreprise / organisation|Entreprise / organisme", "classification": "Classification",
        "keyword": "Identificateur / mot-clé|Identifiant / mot-clé|Identificateur / mot clé", "title": "Titre", "alternate": "Titre alternatif|Autre titre|Titre secondaire",
        "source": "Titre de la publication", "volume": "Volume", "issue": "Numéro", "pages": "Pages", "page": "Première page", "year": "Année de publication",
        "date": "Date de publication", "section": "Section|Rubrique", "publisher": "Éditeur|Editeur", "place": "Lieu de publication", "country": "Pays de publication",
        "publication-subject": "Sujet de la publication", "source-type": "Type de source", "language": "Langue de publication|Langue de la publication",
        "genre": "Type de document", "feature": "Caractéristiques du document", "id": "ID de document ProQuest|ID du document ProQuest", "url": "URL du document|URL de document",
        "copyright": "Copyright|Droits d'auteur", "updated": "Dernière mise à jour", "database": "Base de données",
    },
    "de": {
        "author": "Autor|Verfasser", "info": "Publikationsinfo|Informationen zur Publikation|Veröffentlichungsinfo", "abstract": "Abstract|Zusammenfassung|Kurzfassung", "links": "Links",
        "text": "Volltext", "subject": "Thema|Schlagwort", "business": "Wirtschaftsindexbegriff", "location": "Ort|Standort", "people": "Personen|Person",
        "company": "Unternehmen / Organisation|Firma / Organisation", "classification": "Klassifikation|Klassifizierung", "keyword": "Identifikator / Schlüsselwort|Identifikator / Stichwort",
        "title": "Titel", "alternate": "Alternativer Titel", "source": "Titel der Publikation|Publikationstitel", "volume": "Band", "issue": "Ausgabe|Heft", "pages": "Seiten",
        "page": "Erste Seite", "year": "Erscheinungsjahr|Publikationsjahr|Jahr der Publikation", "date": "Erscheinungsdatum|Publikationsdatum|Datum der Publikation", "section": "Rubrik|Abschnitt",
        "publisher": "Verlag|Herausgeber", "place": "Erscheinungsort|Publikationsort|Ort der Publikation", "country": "Erscheinungsland|Publikationsland|Land der Publikation",
        "publication-subject": "Publikationsthema|Thema der Publikation", "source-type": "Quellentyp|Quellenart", "language": "Publikationssprache|Sprache der Publikation|Sprache der Veröffentlichung",
        "genre": "Dokumenttyp|Dokumentart", "id": "ProQuest-Dokument-ID|ProQuest-Dokumenten-ID", "url": "Dokument-URL|Dokumenten-URL", "copyright": "Copyright|Urheberrecht",
        "updated": "Zuletzt aktualisiert", "database": "Datenbank",
    },
    "es": {
        "author": "Autor", "info": "Información de publicación|Información de la publicación", "abstract": "Resumen", "links": "Enlaces|Vínculos", "text": "Texto completo",
        "subject": "Materia|Tema", "business": "Término de indexación comercial|Término de indexación de negocios", "location": "Ubicación|Lugar", "people": "Personas|Gente",
        "company": "Empresa / organización|Compañía / organización", "classification": "Clasificación", "keyword": "Identificador / palabra clave", "title": "Título",
        "alternate": "Título alternativo", "source": "Título de publicación|Título de la publicación", "volume": "Volumen|Tomo", "issue": "Número", "pages": "Páginas", "page": "Primera página",
        "year": "Año de publicación", "date": "Fecha de publicación", "section": "Sección", "publisher": "Editorial", "place": "Lugar de publicación", "country": "País de publicación",
        "publication-subject": "Materia de publicación|Materia de la publicación|Tema de publicación", "source-type": "Tipo de fuente", "language": "Idioma de la publicación|Idioma de publicación",
        "genre": "Tipo de documento", "id": "ID del documento de ProQuest|ID de documento de ProQuest", "url": "URL del documento", "copyright": "Copyright|Derechos de autor",
        "updated": "Última actualización", "database": "Base de datos",
    },
    "it": {
        "author": "Autore", "info": "Informazioni sulla pubblicazione|Informazioni pubblicazione", "abstract": "Abstract|Riassunto", "links": "Collegamenti", "text": "Testo completo",
        "subject": "Soggetto|Argomento", "location": "Località|Luogo", "people": "Persone", "company": "Azienda / organizzazione|Società / organizzazione", "classification": "Classificazione",
        "keyword": "Identificatore / parola chiave", "title": "Titolo", "alternate": "Titolo alternativo", "source": "Titolo della pubblicazione|Titolo pubblicazione", "volume": "Volume",
        "issue": "Numero|Fascicolo", "pages": "Pagine", "page": "Prima pagina", "year": "Anno di pubblicazione", "date": "Data di pubblicazione", "section": "Sezione", "publisher": "Editore",
        "place": "Luogo di pubblicazione", "country": "Paese di pubblicazione", "publication-subject": "Soggetto della pubblicazione|Argomento pubblicazione", "source-type": "Tipo di fonte",
        "language": "Lingua della pubblicazione|Lingua di pubblicazione", "genre": "Tipo di documento", "id": "ID documento ProQuest|ID del documento ProQuest", "url": "URL del documento|URL documento",
        "copyright": "Copyright", "updated": "Ultimo aggiornamento", "database": "Database|Banca dati",
    },
    "pt": {
        "author": "Autor", "info": "Informações da publicação|Informações sobre a publicação", "abstract": "Resumo", "links": "Links", "text": "Texto completo|Texto na íntegra", "subject": "Assunto",
        "location": "Local|Localização", "people": "Pessoas", "company": "Empresa / organização", "classification": "Classificação", "keyword": "Identificador / palavra-chave", "title": "Título",
        "alternate": "Título alternativo", "source": "Título da publicação", "volume": "Volume", "issue": "Edição|Número", "pages": "Páginas", "page": "Primeira página", "year": "Ano de publicação",
        "date": "Data de publicação|Data da publicação", "section": "Seção|Secção", "publisher": "Editora", "place": "Local de publicação", "country": "País de publicação",
        "publication-subject": "Assunto da publicação", "source-type": "Tipo de fonte", "language": "Idioma de publicação|Idioma da publicação", "genre": "Tipo de documento",
        "id": "ID do documento ProQuest|ID do documento do ProQuest", "url": "URL do documento", "copyright": "Copyright|Direitos autorais", "updated": "Última atualização", "database": "Base de dados",
    },
}  # fmt: skip
"""For each language the labels by their meaning, several of one meaning separated by a bar."""

CAPTIONS = frozenset("CAPTION CAPTIONS LÉGENDE BILDUNTERSCHRIFT LEYENDA DIDASCALIA LEGENDA".split())
"""What stands before a caption among the last lines of a text."""
CREDITS = frozenset("CREDIT CRÉDIT CRÉDITO CREDITO BILDNACHWEIS".split())
"""What stands before a credit there."""

NUMBER_WORDS = frozenset("document documento dokument of sur von de di".split())
"""Words of the line that numbers a document: ``Document 3 of 500``."""


@lru_cache(maxsize=4096)
def fold(label: str) -> str:
    """Return a label as it is compared: without spaces, which some files lack, in lower case.

    >>> fold("Place ofpublication") == fold("Place of publication")
    True
    """
    return "".join(label.split()).casefold().replace("\u2019", "'")


def check(text: str) -> None:
    """Raise ValueError for a text that the option ``labels`` does not take."""
    for meaning in _line(text):
        if meaning not in ORDER:
            raise ValueError(f"{meaning!r} is no meaning; there are {', '.join(ORDER)}")


def _line(text: str) -> dict[str, str]:
    """The labels of a line, ``text=Testun llawn;title=Teitl``, by their meanings."""
    parts = (part.partition("=") for part in text.split(";") if part.strip())
    return {meaning.strip(): label.strip() for meaning, _, label in parts}


def index(more: str | None = None) -> dict[str, str]:
    """Return the meaning of each label, folded; of two languages that have one the first counts.
    Those of a further line come before all.

    >>> index("text=Testun llawn")["testunllawn"], index()["fulltext"]
    ('text', 'text')
    """
    meanings: dict[str, str] = {}
    for table in (_line(more or ""), *LABELS.values()):
        for meaning, names in table.items():
            for name in names.split("|"):
                meanings.setdefault(fold(name), meaning)
    return meanings
