"""The words in which CRM systems say where a lead or a deal stands, and what they mean here.

A word that is in none of the lists is a question to a person; nothing is guessed from how a word looks. Only one rule
goes beyond the lists: a deal's stage that is made of nothing but `UNDER_WAY` words ("Proposal sent", "Angebot
verschickt") is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from smkt_helpers.crm_schema import STATUS
from smkt_helpers.imports.fields import fold

# A comma stands between two words. "open" of a lead means that nobody has called yet; an open deal is "open deal".
_LEADS = {
    "lead": """
        lead, subscriber, new, new lead, open, raw, open - not contacted, not contacted, uncontacted
        , not started, inquiry, enquiry, incoming, Neu, Neuer Lead, Offen, Offen - nicht kontaktiert
        , Nicht kontaktiert, Abonnent, Interessent, Eingegangen, nowy, nowy lead, otwarty, niekontaktowany
        , subskrybent, zapytanie, mới, lead mới, chưa liên hệ, người đăng ký, khách hàng tiềm năng
        """,
    "mql": """
        mql, marketing qualified lead, marketingqualifiedlead, marketing qualified
        , Marketing-qualifizierter Lead, Marketing-qualifiziert, lead zakwalifikowany marketingowo
        , lead marketingowy, đủ điều kiện marketing, khách hàng tiềm năng đủ điều kiện marketing
        """,
    "stale": "stale, expired, gone cold, Veraltet, przeterminowany, hết hạn",
    "rejected": """
        rejected, rejected by sales, sales rejected, sales rejected lead, returned to marketing
        , declined by sales, Abgelehnt, Vom Vertrieb abgelehnt, Zurückgewiesen, odrzucony
        , odrzucony przez sprzedaż, bị từ chối
        """,
    "working": """
        working, in progress, inprogress, working - contacted, contacted, attempted to contact
        , attempting contact, attempted, connected, sal, sales accepted lead, sales accepted, accepted, assigned
        , in contact, follow up, contacting, engaged, In Bearbeitung, Kontaktiert, Kontaktversuch, Angerufen
        , Verbunden, Angenommen, Akzeptiert, Zugewiesen, w toku, w trakcie, skontaktowano, próba kontaktu
        , połączono, zaakceptowany, przypisany, đang xử lý, đang liên hệ, đã liên hệ, đã kết nối, đã nhận
        , đã phân công
        """,
    "unreached": """
        unreached, unreachable, not reached, could not reach, no answer, no response, unresponsive, no contact
        , never reached, not reachable, Nicht erreicht, Nicht erreichbar, Keine Antwort, Keine Reaktion
        , brak kontaktu, brak odpowiedzi, nie odebrał, nieosiągalny, không liên lạc được, không trả lời
        , không phản hồi
        """,
    "not ready": """
        not ready, not ready yet, bad timing, nurture, nurturing, nurturing lead, recycled, recycle, later
        , on hold, not now, Nicht bereit, Noch nicht bereit, Später, Schlechter Zeitpunkt, Pausiert
        , Wiedervorlage, niegotowy, nie teraz, później, zły moment, wstrzymany, chưa sẵn sàng, để sau
        , thời điểm không phù hợp, nuôi dưỡng, tạm hoãn
        """,
    "disqualified": """
        disqualified, unqualified, not qualified, closed - not converted, junk, junk lead, spam, invalid
        , bad fit, not a fit, duplicate, wrong number, competitor, dead, Disqualifiziert, Unqualifiziert
        , Nicht qualifiziert, Ungültig, Unpassend, Dublette, Müll, niezakwalifikowany, zdyskwalifikowany
        , niewłaściwy, nieprawidłowy, duplikat, śmieci, không đủ điều kiện, bị loại, đã loại, không phù hợp
        , không hợp lệ, trùng lặp, rác
        """,
    "sql": """
        sql, sales qualified lead, salesqualifiedlead, sales qualified, qualified, closed - converted, converted
        , Qualifiziert, Sales-qualifizierter Lead, Vertriebsqualifizierter Lead, Vertriebsqualifiziert
        , Konvertiert, zakwalifikowany, lead zakwalifikowany sprzedażowo, lead sprzedażowy, skonwertowany
        , đủ điều kiện, đủ điều kiện bán hàng, khách hàng tiềm năng đủ điều kiện bán hàng, đã chuyển đổi
        """,
    "no need": """
        no need, no interest, not interested, no interest now, Kein Bedarf, Kein Interesse, brak potrzeby
        , brak zainteresowania, niezainteresowany, không có nhu cầu, không quan tâm
        """,
    "open": """
        opportunity, open deal, open opportunity, opendeal, deal open, Opportunity, Verkaufschance, Offener Deal
        , Offene Verkaufschance, szansa, szansa sprzedaży, otwarta szansa, otwarta transakcja, cơ hội
        , cơ hội bán hàng, cơ hội mở
        """,
    "won": """
        won, customer, client, evangelist, closed won, closedwon, Gewonnen, Kunde, Fürsprecher, wygrany, wygrana
        , klient, ambasador, thắng, đã thắng, khách hàng, thành công, chốt thành công
        """,
    "lost": """
        lost, closed lost, closedlost, lost deal, lost opportunity, Verloren, przegrany, przegrana, utracony
        , stracony, thua, đã thua, thất bại, đã mất
        """,
}
_DEALS = {
    "won": """
        won, closed won, closedwon, closed - won, deal won, signed, order received, contract signed, paid
        , Gewonnen, Abgeschlossen und gewonnen, Abgeschlossen - gewonnen, Geschlossen und gewonnen
        , Auftrag erhalten, Vertrag unterschrieben, Unterschrieben, Angebot angenommen, proposal accepted
        , offer accepted, quote accepted, wygrana, wygrany, wygrane, zamknięte - wygrane, zamknięta wygrana
        , zamknięte wygrane, umowa podpisana, oferta przyjęta, thắng, đã thắng, chốt thành công, thành công
        , đóng - thắng, đã ký hợp đồng, thắng thầu
        """,
    "lost": """
        lost, closed lost, closedlost, closed - lost, deal lost, cancelled, canceled, abandoned, rejected
        , declined, proposal rejected, offer rejected, quote rejected, Verloren, Abgeschlossen und verloren
        , Abgeschlossen - verloren, Geschlossen und verloren, Abgesagt, Abgelehnt, Angebot abgelehnt, Storniert
        , przegrana, przegrany, przegrane, zamknięte - przegrane, zamknięta przegrana, zamknięte przegrane
        , utracona, utracony, stracona, anulowane, oferta odrzucona, odrzucona, thua, đã thua, thất bại
        , đóng - thua, đã mất, đã hủy, bị từ chối, mất
        """,
    "open": """
        open, opened, new, lead in, pipeline, in progress, contract, contract sent, contract review, in contract
        , contract negotiation, decision pending, awaiting decision, demo done, demo completed, meeting done
        , meeting completed, follow up, on hold, pending, id. decision makers, perception analysis
        , value proposition, decision maker bought-in, decisionmakerboughtin, appointmentscheduled
        , qualifiedtobuy, presentationscheduled, contractsent, proposal/price quote, negotiation/review
        , needs analysis, Offen, Neu, Vertrag, Vertrag verschickt, Vertrag gesendet, Vertragsverhandlung
        , Entscheidung ausstehend, In Bearbeitung, Warten, Zurückgestellt, otwarta, otwarty, otwarte, umowa
        , umowa wysłana, oczekiwanie na decyzję, nowa, nowy, w toku, w trakcie, wstrzymana, mở, đang mở, mới
        , đang xử lý, đang tiến hành, tạm hoãn, chờ, báo giá, đã báo giá, đã gửi báo giá, gửi báo giá, đàm phán
        , đang đàm phán, thương lượng, thuyết trình, gặp mặt, hẹn gặp, đã hẹn gặp, tư vấn, khảo sát nhu cầu
        , đã gửi hợp đồng, gửi hợp đồng, demo sản phẩm, dùng thử, đủ điều kiện, đánh giá
        """,
}
# Words of a sale under way. Those with which it may be over are left out on purpose: accepted, signed, done, decision.
UNDER_WAY = frozenset(
    fold(word)
    for word in """
    proposal proposals offer offers quote quotation sent presented made discussed prepared submitted requested
    preparation preparing drafted draft delivered negotiation negotiations negotiating started terms review reviewing
    legal procurement demo demonstration presentation meeting appointment call workshop visit trial pilot evaluation
    scheduled booked planned arranged held discovery needs need analysis assessment qualify qualified qualifying
    qualification prospecting prospect interest interested contact contacted solution design commit shortlist

    Angebot Angebote Angebotsphase verschickt gesendet versendet erstellt abgegeben vorgelegt unterbreitet besprochen
    angefordert Verhandlung Verhandlungen Verhandlungsphase Termin Termine vereinbart geplant Präsentation Vorführung
    Erstgespräch Gespräch Gespräche Bedarf Bedarfsanalyse Bedarfsermittlung Qualifizierung qualifiziert Prüfung
    Teststellung Testphase Kontakt kontaktiert aufgenommen hergestellt nachfassen

    oferta oferty wysłana wysłano wysłane przygotowana przygotowanie przedstawiona złożona wycena negocjacje negocjacja
    spotkanie umówione zaplanowane prezentacja demo analiza potrzeb kwalifikacja zakwalifikowana rozmowa kontakt
    nawiązany
    """.split()
)
_SMALL = frozenset("a and the to of for in up with first second final der die das zum zur im in vor na w do".split())


def stages_of(words: pd.Series, object: str, given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return what the words of a column of stages mean here, and which nobody knows.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
        The cells of a column: a lead's status or lifecycle stage, a deal's stage or status.
    object : str
        "leads": the meanings are the kit's `STATUS`; "deals": they are "open", "won" and "lost".
    given : mapping of str to str
        What a person has said about words; it comes first.

    Returns
    -------
    known : dict of str to str
        Word as in the file to the kit's word; blank cells are not in it.
    unknown : list of str
        Words that only a person can explain, the most frequent first.
    """
    from smkt_helpers.imports.cells import is_blank

    counts = words[~is_blank(words)].value_counts()
    said = {fold(word): ours for word, ours in given.items()}
    # The kit writes "open" for a lead with an open deal; elsewhere an open lead is one that nobody called.
    ours = set(STATUS) if object == "leads" and set(counts.index) <= set(STATUS) else set()
    known, unknown = {}, []
    for word in counts.index:
        meaning = said.get(fold(word)) or (word if word in ours else _known(word, object))
        if meaning:
            known[word] = meaning
        else:
            unknown.append(word)
    return known, unknown


def _known(word: str, object: str) -> str:
    # "3. Proposal", "Proposal (60%)": numbers say the order of the stages and how likely a win is.
    bare = re.sub(r"^\s*\d+\s*[-.):]*\s*|\s*[([]?\s*\d+\s*%\s*[)\]]?\s*$", "", word)
    listed = _MEANINGS[object].get(fold(bare), "")
    if listed or object != "deals":
        return listed
    parts = [fold(part) for part in re.split(r"[^\w]+", bare) if part]
    return "open" if UNDER_WAY.intersection(parts) and UNDER_WAY | _SMALL >= set(parts) else ""


def _folded(lists: Mapping[str, str]) -> dict[str, str]:
    return {fold(word): meaning for meaning, words in lists.items() for word in words.split(",")}


_MEANINGS = {"leads": _folded(_LEADS), "deals": _folded(_DEALS)}
