"""What all exports share, as data: names of languages, words for "words", words for nothing.

A new interface language is a word in these tables. The page of the plugin says where each was met.
"""

from __future__ import annotations

__all__ = ["EMPTY", "SEASONS", "WORDS"]

WORDS = frozenset(
    """words word wörter worte wort woorden woord mots mot palabras palabra palavras palavra parole
    parola ord słów słowa słowo слов слова слово слів  kelime sözcük cuvinte szó slov slova
    λέξεις sanaa sana kata perkataan paraules paraula 字 字数 字數 字符 字元 词 字词 文字 語 ワード
    単語 단어 어 كلمة كلمات מילים λέξη""".casefold().split()
)
"""Words for "words" behind the number of an article's words."""
EMPTY = frozenset(
    {
        "none available.",
        "not available.",
        "none",
        "null",
        "nan",
        "nat",
        "non disponible.",
        "aucun disponible.",
        "aucune disponible.",
        "nicht verfügbar.",
        "keine verfügbar.",
        "no disponible.",
        "ninguno disponible.",
        "non disponibile.",
        "nessuno disponibile.",
        "niet beschikbaar.",
        "não disponível.",
        "",
    }
)
"""Values that say that there is no value."""
SEASONS = frozenset(
    """spring summer autumn fall winter printemps été automne hiver frühling frühjahr sommer herbst
    lente voorjaar zomer herfst najaar primavera verano otoño invierno estate autunno inverno verão
    outono forår efterår vinter vår sommar höst høst wiosna lato jesień zima""".split()
)
"""Seasons, which stand for a year."""
