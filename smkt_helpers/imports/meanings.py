"""Words of CRM exports that stand for one of the kit's own words, in English, German, Polish and Vietnamese.

Stages have lists of their own in `stages`; these are the smaller columns. A word that is in no list is left out and
counted in the report.
"""

from __future__ import annotations

from collections.abc import Mapping

from smkt_helpers.imports.fields import fold

_LISTS: Mapping[str, Mapping[str, str]] = {
    "activity kind": {
        "call": "call, phone call, logged call, outbound call, inbound call, phone"
        ", Anruf, Telefonat, telefon, połączenie"
        ", rozmowa telefoniczna, gọi điện, cuộc gọi, điện thoại",
        "e-mail": "email, e-mail, sales email, logged email, incoming email, forwarded email, email sent, Mail, E-Mail"
        ", wiadomość, wiadomość e-mail, thư điện tử, thư",
        "meeting": "meeting, appointment, event, demo, lunch, visit to customer, Termin"
        ", Besprechung, Treffen, Kundenbesuch"
        ", spotkanie, wizyta u klienta, cuộc họp, gặp mặt, cuộc gặp, lịch hẹn",
        "conversation": "conversation, chat, Gespräch, rozmowa, trò chuyện",
        "form": "form, form submission, form submitted, Formular, formularz, biểu mẫu",
        "visit": "visit, page view, website visit, Webseitenbesuch, wizyta na stronie, lượt truy cập",
        "ad seen": "ad seen, ad, ad click, ad interaction, Anzeige, reklama, quảng cáo",
        "asked again": "asked again",
        "look": "look",
        "renewal": "renewal, Verlängerung, odnowienie, gia hạn",
        "note": "note, notes, task, to do, todo, deadline, other, Notiz, Aufgabe, Sonstiges, notatka, zadanie, inne"
        ", ghi chú, nhiệm vụ, công việc, khác",
    },
    "outcome": {
        "done": "done, completed, complete, held, attended, true, yes, 1, Erledigt, Stattgefunden, Abgeschlossen, Ja"
        ", zakończone, odbyło się, wykonane, tak, hoàn thành, đã xong, có",
        "no answer": "no answer, left voicemail, left live message, voicemail, busy, not reached"
        ", no contact, wrong number"
        ", no show, Nicht erreicht, Keine Antwort, Besetzt, Mailbox, nie odebrano, nie odebrał, brak odpowiedzi, zajęte"
        ", không trả lời, không liên lạc được, máy bận",
        "answered": "answered, connected, reached, contacted, Erreicht, Verbunden, odebrano, odebrał, połączono"
        ", đã trả lời, đã kết nối, liên lạc được",
        "qualified": "qualified, interested, Qualifiziert, Interessiert, zakwalifikowany, zainteresowany, quan tâm"
        ", đủ điều kiện",
        "not qualified": "not qualified, disqualified, not interested, Kein Interesse, Nicht qualifiziert"
        ", niezainteresowany, không quan tâm, không đủ điều kiện",
        "not ready": "not ready, call back later, Später, później, chưa sẵn sàng",
        "turned away": "turned away",
        "renewed": "renewed",
        "left": "left",
    },
    # Only asked for what is not among the outcomes above.
    "not done": {
        "no": "not started, scheduled, planned, open, in progress, to do"
        ", false, no, 0, canceled, cancelled, rescheduled"
        ", waiting, deferred, Geplant, Offen, Nicht begonnen, Abgesagt, Nein, zaplanowane, nierozpoczęte, otwarte"
        ", odwołane, nie, đã lên lịch, chưa bắt đầu, đã hủy, không",
    },
    "team": {
        "marketing": "marketing, Marketing, tiếp thị, dział marketingu",
        "sales": "sales, Vertrieb, Verkauf, sprzedaż, handlowy, dział sprzedaży, bán hàng, kinh doanh",
    },
    "deal kind": {
        "new": "new, new business, newbusiness, new customer, first order, Neu, Neugeschäft, Neukunde, nowy, nowa"
        ", nowy klient, mới, khách hàng mới",
        # What else an old customer buys, a service job or an upgrade, is a sale and no decision whether to stay. Words
        # that only say that a customer is an old one are looked at in `kinds` before.
        "renewal": "renewal, existing business, existingbusiness, existing customer, Verlängerung, Vertragsverlängerung"
        ", odnowienie, przedłużenie, gia hạn",
    },
    "lost_reason": {
        "price": "price, too expensive, pricing, budget, no budget, Preis, Zu teuer, Budget, cena, za drogo, zbyt drogo"
        ", budżet, giá, giá cao, quá đắt, ngân sách",
        "competitor": "competitor, competition, lost to competitor, chose competitor, Wettbewerber"
        ", Wettbewerb, Konkurrenz"
        ", konkurencja, đối thủ, đối thủ cạnh tranh",
        "waited too long": "waited too long, too slow, slow response, Zu langsam, Zu lange gewartet, zbyt wolno"
        ", za długo, chờ quá lâu, chậm",
    },
    "reject_reason": {
        "not a fit": "not a fit, no fit, bad fit, not a target, wrong segment, Passt nicht"
        ", niedopasowany, không phù hợp",
        "no interest yet": "no interest yet, no interest, not interested, not now, bad timing"
        ", Kein Interesse, Noch nicht"
        ", brak zainteresowania, nie teraz, chưa quan tâm, không quan tâm",
    },
    "source": {
        "marketing": "marketing",
        "recommendation": "recommendation, referral, customer referral, Empfehlung, polecenie, giới thiệu",
        "own prospect": "own prospect, outbound, cold call, Kaltakquise, Eigenakquise, tự tìm",
    },
    "temperature": {
        "cold": "cold, kalt, zimny, lạnh",
        "warm": "warm, ciepły, ấm",
        "qualified": "qualified, hot, heiß, gorący, nóng",
    },
    "ad_message": {"A": "A", "B": "B"},
}

MEANINGS: Mapping[str, Mapping[str, str]] = {
    column: {fold(word): ours for ours, words in lists.items() for word in words.split(",")}
    for column, lists in _LISTS.items()
}
