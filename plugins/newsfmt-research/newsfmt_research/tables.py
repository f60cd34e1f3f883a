"""What all exports share, as data: names of languages, words for "words", words for nothing.

A new interface language is a word in these tables. The page of the plugin says where each was met.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["EMPTY", "LANGUAGES", "SEASONS", "WORDS"]

LANGUAGES: Mapping[str, str] = {
    name: code
    for code, names in {
        "en": "english anglais englisch inglés ingles inglese engels engelsk engelska inglês angielski английский 英文 英语 英語 영어 ingilizce",
        "de": "german deutsch allemand alemán tedesco duits tysk tyska alemão niemiecki немецкий 德文 德语 德語 ドイツ語 독일어 almanca",
        "fr": "french français francais francaise française französisch franzoesisch francés francese frans fransk franska francês francuski французский 法文 法语 法語 フランス語 프랑스어 fransızca",
        "nl": "dutch nederlands niederländisch néerlandais neerlandais neerlandés holandés olandese hollandsk nederlandsk nederländska holandês neerlandês holenderski niderlandzki нидерландский 荷兰文 荷蘭文 荷兰语 オランダ語 네덜란드어",
        "da": "danish dansk danska dänisch danois danés danese deens dinamarquês duński датский 丹麦文 丹麥文 丹麦语 デンマーク語 덴마크어",
        "no": "norwegian norsk norska norwegisch norvégien norvegien noruego norvegese noors norueguês norweski норвежский 挪威文 挪威语 ノルウェー語 노르웨이어",
        "sv": "swedish svenska svensk schwedisch suédois suedois sueco svedese zweeds szwedzki шведский 瑞典文 瑞典语 スウェーデン語 스웨덴어",
        "fi": "finnish suomi finnisch finnois finlandés finlandese fins finsk finska finlandês fiński финский 芬兰文 芬蘭文 芬兰语 フィンランド語 핀란드어",
        "is": "icelandic íslenska isländisch islandais islandés islandese ijslands islandsk",
        "es": "spanish español espanol spanisch espagnol castellano spagnolo spaans spansk spanska espanhol hiszpański испанский 西班牙文 西班牙语 西班牙語 スペイン語 스페인어 ispanyolca",
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
        "ms": "malay melayu malaiisch malais malayo malese 马来文",
        "vi": "vietnamese vietnamesisch vietnamien vietnamita 越南文",
        "th": "thai ไทย thailändisch thaï tailandés 泰文",
        "hi": "hindi हिन्दी",
    }.items()
    for name in names.casefold().split()
}
"""Names of languages in the languages of interfaces, and their BCP 47 codes."""
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
