"""Other languages are refused, and English never is."""

from __future__ import annotations

import pytest

from dateline.reading.english import other_language

ENGLISH = [
    "URGENT: 3 SOLDIERS KILLED IN MOGADISHU BLAST - POLICE. TOLL EXPECTED TO RISE. MORE FOLLOWS",
    "Zhytomyr, Kryvyi Rih, Zaporizhzhia, Dnipropetrovsk shelled; Kherson, Mykolaiv evacuated; Bakhmut encircled",
    "Mahmoud al-Zahar, Khaled Meshaal, Ismail Haniyeh, Yahya Sinwar, Abu Obeida, Saleh al-Arouri, Mohammed Deif",
    "GANJA, Azerbaijan (ENS) - At least 13 people were killed when a missile struck homes, officials said.",
    "Le Monde said: « Les combats ont repris dans la nuit », and the ministry did not deny that they had begun again.",
]
OTHERS = {
    "de": "Bei einem Raketenangriff auf die Stadt Gandscha sind dreizehn Menschen getötet worden.",
    "fr": "Au moins treize personnes ont été tuées samedi dans une frappe sur la ville de Gandja, selon les autorités.",
    "es": "Al menos trece personas murieron el sábado en un ataque contra la ciudad, según las autoridades.",
    "nl": "Bij een aanval op de stad zijn volgens de politie zeker dertien mensen om het leven gekomen.",
    "tr": "Yetkililere göre Gence kentine düzenlenen füze saldırısında en az on üç kişi hayatını kaybetti.",
    "ru": "По меньшей мере тринадцать человек погибли в результате ракетного удара по городу Гянджа, сообщили власти.",
    "ar": "قتل ثلاثة عشر شخصا على الأقل في هجوم صاروخي على مدينة كنجه بحسب السلطات ونفت وزارة الدفاع هذه الاتهامات",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_never_refused(text: str) -> None:
    assert other_language(text) is None
    assert other_language(text.upper()) is None


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_are_told(language: str) -> None:
    assert other_language(OTHERS[language]) == language
    assert other_language(OTHERS[language].upper()) == language


def test_nothing_is_said_of_short_texts_and_signs() -> None:
    assert other_language("Bonjour tout le monde") is None
    assert other_language("1234 5678 " * 50) is None
    assert other_language("\ud800\0" * 100) is None
