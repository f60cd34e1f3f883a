"""Names of languages, as interfaces and data sets write them, and their codes (BCP 47).

A text comes in, its code goes out. The names are data: a language is a line, a further name a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

__all__ = ["NAMES", "language", "says_more"]

NAMES: Mapping[str, str] = {
    name: code
    for code, names in {
        "en": "english anglais englisch inglés ingles inglese engels engelsk engelska inglês angielski английский 英文 英语 英語 영어 ingilizce",
        "de": "german deutsch allemand alemán tedesco duits tysk tyska alemão niemiecki немецкий 德文 德语 德語 ドイツ語 독일어 almanca",
        "fr": "french français francais francaise française französisch franzoesisch francés francese frans fransk franska francês francuski французский 法文 法语 法語 フランス語 프랑스어 fransızca",
        "nl": "dutch flemish vlaams flämisch flamand nederlands niederländisch néerlandais neerlandais neerlandés holandés olandese hollandsk nederlandsk nederländska holandês neerlandês holenderski niderlandzki нидерландский 荷兰文 荷蘭文 荷兰语 オランダ語 네덜란드어",
        "da": "danish dansk danska dänisch danois danés danese deens dinamarquês duński датский 丹麦文 丹麥文 丹麦语 デンマーク語 덴마크어",
        "no": "norwegian norsk norska norwegisch norvégien norvegien noruego norvegese noors norueguês norweski норвежский 挪威文 挪威语 ノルウェー語 노르웨이어",
        "sv": "swedish svenska svensk schwedisch suédois suedois sueco svedese zweeds szwedzki шведский 瑞典文 瑞典语 スウェーデン語 스웨덴어",
        "fi": "finnish suomi finnisch finnois finlandés finlandese fins finsk finska finlandês fiński финский 芬兰文 芬蘭文 芬兰语 フィンランド語 핀란드어",
        "is": "icelandic íslenska isländisch islandais islandés islandese ijslands islandsk",
        "es": "spanish castilian español espanol spanisch espagnol castellano spagnolo spaans spansk spanska espanhol hiszpański испанский 西班牙文 西班牙语 西班牙語 スペイン語 스페인어 ispanyolca",
        "ca": "catalan català catalán katalanisch catalano catalaans catalão kataloński",
        "it": "italian italiano italienisch italien italiaans italiensk italienska włoski итальянский 意大利文 義大利文 意大利语 イタリア語 이탈리아어 italyanca",
        "pt": "portuguese português portugues portugiesisch portugais portugués portoghese portugees portugisisk portugisiska portugalski португальский 葡萄牙文 葡萄牙语 葡萄牙語 ポルトガル語 포르투갈어 portekizce",
        "ro": "romanian română rumänisch roumain rumano rumeno romeno roemeens rumuński румынский",
        "el": "greek ελληνικά griechisch grec griego greco grieks grego grecki греческий",
        "pl": "polish polski polnisch polonais polaco polacco pools polonês polska польский 波兰文 波蘭文 ポーランド語",
        "cs": "czech čeština tschechisch tchèque checo ceco tsjechisch tcheco czeski чешский 捷克文",
        "sk": "slovak slovenčina slowakisch slovaque eslovaco slovacco slowaaks słowacki",
        "hu": "hungarian magyar ungarisch hongrois húngaro ungherese hongaars węgierski венгерский 匈牙利文",
        "bg": "bulgarian български bulgarisch bulgare búlgaro bulgaro bulgaars bułgarski",
        "uk": "ukrainian українська ukrainisch ukrainien ucraniano ucraino oekraïens ukraiński украинский",
        "ru": "russian русский russisch russe ruso russo rysk ryska rosyjski 俄文 俄语 俄語 ロシア語 러시아어 rusça",
        "zh": "chinese 中文 中国語 中國語 chinesisch chinois chino cinese chinees chinês kinesisk kinesiska chiński китайский 汉语 简体中文 繁體中文 중국어 çince",
        "ja": "japanese 日本語 japanisch japonais japonés giapponese japans japonês japansk japanska japoński японский 日文 日语 일본어",
        "ko": "korean 한국어 koreanisch coréen coreano koreaans koreansk koreanska koreański корейский 韩文 韓文 韩语 韓国語",
        "ar": "arabic العربية arabisch arabe árabe arabo arabisk arabiska arabski арабский 阿拉伯文 阿拉伯语 アラビア語 아랍어",
        "he": "hebrew עברית hebräisch hébreu hebreo ebraico hebreeuws",
        "tr": "turkish türkçe türkisch turc turco turks tyrkisk turkiska turecki турецкий 土耳其文 トルコ語",
        "id": "indonesian indonesia indonesisch indonésien indonesio indonesiano 印尼文 印度尼西亚文",
        "ms": "malay malaysia melayu malaiisch malais malayo malese 马来文",
        "vi": "vietnamese vietnamesisch vietnamien vietnamita 越南文",
        "th": "thai ไทย thailändisch thaï tailandés 泰文",
        "hi": "hindi हिन्दी",
        "af": "afrikaans",
        "bn": "bengali বাংলা",
        "bs": "bosnian bosanski bosnisch bosniaque",
        "cy": "welsh cymraeg walisisch gallois",
        "et": "estonian eesti estnisch estonien estonio",
        "eu": "basque euskara euskera baskisch",
        "fa": "persian farsi فارسی persisch persan persa",
        "ga": "irish gaeilge irisch irlandais",
        "gl": "galician galego gallego galicisch galicien",
        "hr": "croatian hrvatski kroatisch croate croata",
        "lt": "lithuanian lietuvių litauisch lituanien lituano",
        "lv": "latvian latviešu lettisch letton letón",
        "mk": "macedonian македонски mazedonisch macédonien",
        "mt": "maltese malti maltesisch maltais",
        "sl": "slovenian slovene slovenščina slowenisch slovène esloveno",
        "sq": "albanian shqip albanisch albanais albanés",
        "sr": "serbian српски srpski serbisch serbe serbio",
        "sw": "swahili kiswahili suaheli",
        "ta": "tamil தமிழ்",
        "tl": "tagalog filipino",
        "ur": "urdu اردو",
    }.items()
    for name in names.casefold().split()
}
"""The code of each name, which is written without capitals."""

_PARTS = re.compile(r"[;,/()（）\s]+")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")


@lru_cache(maxsize=512)
def language(text: str) -> str | None:
    """Return the code of a language that is named in any language; a code stays as it is.

    >>> language("GERMAN; DEUTSCH"), language("Français"), language("EN"), language("Klingon")
    ('de', 'fr', 'EN', None)
    """
    for word in _PARTS.split(text.casefold()):
        if word in NAMES:
            return NAMES[word]
    return text.strip() if _CODE.fullmatch(text.strip()) else None


@lru_cache(maxsize=512)
def says_more(text: str) -> bool:
    """Return whether a text that names a language says more than its code does.

    >>> says_more("GERMAN; DEUTSCH"), says_more("ENGLISH; ENGLISHS"), says_more("EN")
    (False, True, False)
    """
    words = [word for word in _PARTS.split(text.casefold()) if word]
    return len({NAMES.get(word) for word in words}) > 1
