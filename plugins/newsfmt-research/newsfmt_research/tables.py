"""What all exports share, as data: names of languages, words for "words", words for nothing.

A new interface language is a word in these tables. The page of the plugin says where each was met.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EMPTY", "LANGUAGES", "MONTHLESS", "WORDS"]

LANGUAGES: Mapping[str, str] = {
    name: code
    for code, names in {
        "en": "english anglais englisch inglés ingles inglese engels engelsk inglês angielski 英文 英语 英語",
        "de": "german deutsch allemand alemán tedesco duits tysk alemão niemiecki 德文 德语 ドイツ語",
        "fr": "french français francais francaise française francés franzoesisch französisch francese frans fransk francês 法文 法语",
        "nl": "dutch nederlands niederländisch néerlandais neerlandais neerlandés olandese hollandsk nederlandsk holandês 荷兰文",
        "da": "danish dansk dänisch danois danés danese deens 丹麦文",
        "no": "norwegian norsk norwegisch norvégien noruego norvegese noors",
        "sv": "swedish svenska schwedisch suédois sueco svedese zweeds",
        "fi": "finnish suomi finnisch finnois",
        "es": "spanish español espanol spanisch espagnol castellano spagnolo spaans espanhol 西班牙文",
        "it": "italian italiano italienisch italien italiaans",
        "pt": "portuguese português portugues portugiesisch portugais portoghese portugees",
        "pl": "polish polski polnisch polonais",
        "ru": "russian русский russisch russe ruso russo 俄文",
        "zh": "chinese 中文 chinesisch chinois chino cinese",
        "ja": "japanese 日本語 japanisch japonais",
        "ko": "korean 한국어 koreanisch coréen",
        "ar": "arabic العربية arabisch arabe",
        "tr": "turkish türkçe türkisch turc",
    }.items()
    for name in names.split()
}
"""Names of languages in the languages of interfaces, and their BCP 47 codes."""
WORDS = frozenset(
    "words word wörter worte woorden woord mots mot palabras palavras parole ord słów слов 字 字数 字符 文字 語 ワード 単語 단어 sanaa slov kelime cuvinte szó λέξεις".split()
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
MONTHLESS = ("spring", "summer", "autumn", "fall", "winter", "printemps", "été", "hiver", "frühling", "sommer", "herbst")  # fmt: skip
"""Seasons, which stand for a year."""
