"""The headers under which exports show what the kit can use: one table for all systems and languages.

Each entry begins with the field, its kind, and "personal" if it may tell who somebody is or "joins" if several columns
may be it. Then come the headers of HubSpot, Salesforce, Pipedrive and hand-made tables in English, German, Polish and
Vietnamese, with commas between them; the earlier one counts where a file has several.
"""

from __future__ import annotations

LEADS = """
lead_id id = lead id, lead number, id, record id, record id - contact, contact id, person id, customer id
    , hs_object_id, vid, lead - id, person - id, lead no, Lead-Nr, Lead-Nummer, Leadnummer, Kontakt-ID
    , Datensatz-ID, Nr, identyfikator, id leada, numer leada, id kontaktu, mã, mã khách hàng tiềm năng
    , mã lead, mã liên hệ, mã khách hàng
created_at time = created at, create date, created date, creation date, date created, created, created on
    , created time, createdate, lead created, lead created date, lead - lead created, lead - created
    , person - person created, lead - add time, add time, first seen, enquiry date, inquiry date
    , date of enquiry, Erstellt am, Erstelldatum, Erstellungsdatum, Angelegt am, Erstellt
    , Eingang, Eingangsdatum, Eingegangen am, Erfasst am, Anfragedatum
    , Datum der Anfrage, Lead - Lead erstellt, Lead - Angelegt
    , data utworzenia, utworzono, data dodania, dodano, data zapytania, data wpływu, data powstania, ngày tạo
    , thời gian tạo, ngày tạo lead
channel word = channel, original source, hs_analytics_source, original traffic source, lead source, leadsource
    , lead - source channel, lead - source, marketing channel, source channel, acquisition channel
    , latest source, how did you hear about us, origin, utm_source, source, Kanal, Quelle, Lead-Quelle
    , Leadquelle, Ursprüngliche Quelle, Herkunft, kanał, źródło, źródło leada, pierwotne źródło
    , źródło pozyskania, kênh, nguồn, nguồn lead, nguồn gốc, nguồn khách hàng, kênh tiếp cận
segment word = segment, customer segment, market segment, customer group, target group, Kundensegment
    , Kundengruppe, Zielgruppe, segment klienta, grupa klientów, phân khúc, phân khúc khách hàng
    , nhóm khách hàng
firm text personal = firm, company, company name, company / account, account name, organization, organisation
    , associated company, organization - name, lead - organization, person - organization
    , lead - organization name, Firma, Unternehmen, Firmenname, Unternehmensname, Kunde, Kundenname
    , nazwa firmy, organizacja, przedsiębiorstwo, klient, công ty, tên công ty, doanh nghiệp, tổ chức
sector word = sector, industry, Branche, Wirtschaftszweig, branża, sektor, ngành, ngành nghề, lĩnh vực
size whole = size, number of employees, employees, no of employees, numberofemployees, company size
    , numemployees, headcount, Mitarbeiterzahl, Anzahl Mitarbeiter, Mitarbeiter, Unternehmensgröße
    , liczba pracowników, wielkość firmy, số nhân viên, số lượng nhân viên, quy mô
role text = role, job title, jobtitle, job role, position, person - job title, Position, Funktion
    , Berufsbezeichnung, Stellenbezeichnung, stanowisko, chức vụ, chức danh, vị trí
score number = score, lead score, hubspot score, hubspotscore, hs_lead_score, contact score, leadscore
    , lead rating score, Punkte, Lead-Punkte, Bewertung, punkty, ocena, scoring, điểm, điểm số, điểm lead
pages whole = pages, number of pageviews, hs_analytics_num_page_views, page views, pageviews, pages viewed
    , Seitenaufrufe, Anzahl Seitenaufrufe, odsłony, liczba odsłon, số trang đã xem, lượt xem trang
status word = status, lead status, hs_lead_status, leadstatus, lead - status, lead stage
    , contact status, Lead-Status, Bearbeitungsstatus, Zustand, status leada, stan, trạng thái
    , trạng thái lead, tình trạng
lifecycle word = lifecycle, lifecycle stage, lifecyclestage, Lifecycle-Phase, Lebenszyklusphase, cykl życia
    , etap cyklu życia, giai đoạn vòng đời, vòng đời
mql_at time = mql at, mql date, date mql, became a marketing qualified lead date, became mql date
    , hs_lifecyclestage_marketingqualifiedlead_date, date entered marketing qualified lead
    , hs_v2_date_entered_marketingqualifiedlead, marketing qualified date, marketing qualified at
    , qualified by marketing, MQL am, MQL-Datum, Datum MQL, Marketing-qualifiziert am, data mql
    , data kwalifikacji mql, ngày mql, ngày thành mql
handed_at time = handed at, handed over, handed over at, handover date, assigned at, assigned date
    , owner assigned date, hubspot_owner_assigneddate, date assigned, Übergeben am, Übergabe, Übergabedatum
    , Zugewiesen am, data przekazania, przekazano, data przypisania, ngày bàn giao, ngày giao, ngày phân công
looked_at time = looked at, first viewed, first viewed at, first opened at, Angesehen am, data obejrzenia
    , ngày xem
sal_at time = sal at, sal date, accepted at, accepted date, accepted on, sales accepted date, became sal date
    , Angenommen am, Akzeptiert am, SAL-Datum, data akceptacji, data sal, ngày chấp nhận
reject_reason word = reject reason, rejection reason, reason rejected, disqualification reason
    , unqualified reason, disqualified reason, lead unqualified reason, Ablehnungsgrund, Grund der Ablehnung
    , powód odrzucenia, lý do từ chối
first_touch_at time = first touch at, first touch, first touch date, first call, first call at
    , first call date, first attempt, first activity, first activity date, first outreach date
    , hs_first_outreach_date, first contacted, first response date, hs_sa_first_engagement_date, Erster Anruf
    , Erster Versuch, Erstkontakt, Erste Aktivität, pierwszy kontakt, pierwszy telefon, pierwsza próba
    , first contact date, cuộc gọi đầu tiên, lần gọi đầu tiên, lần liên hệ đầu tiên, ngày liên hệ đầu tiên
touches whole = touches, number of times contacted, num_contacted_notes, attempts, number of attempts
    , call attempts, calls made, person - done activities, Kontaktversuche, Versuche, Anzahl Kontaktversuche
    , liczba prób, liczba kontaktów, próby, số lần liên hệ, số lần gọi
reached_at time = reached at, first conversation, first conversation date, connected at, spoken at
    , Erreicht am, Erstgespräch, Erstes Gespräch, data rozmowy, pierwsza rozmowa, ngày nói chuyện
    , cuộc nói chuyện đầu tiên
sql_at time = sql at, sql date, became a sales qualified lead date, hs_lifecyclestage_salesqualifiedlead_date
    , date entered sales qualified lead, hs_v2_date_entered_salesqualifiedlead, sales qualified date
    , qualified at, qualified date, converted date, converteddate, SQL am, SQL-Datum, Qualifiziert am
    , Konvertierungsdatum, data sql, data kwalifikacji, data konwersji, ngày sql, ngày đủ điều kiện
    , ngày chuyển đổi
opportunity_at time = opportunity at, opportunity date, became an opportunity date
    , hs_lifecyclestage_opportunity_date, date entered opportunity, hs_v2_date_entered_opportunity
    , opportunity created date, Opportunity am, Verkaufschance am, data szansy, ngày tạo cơ hội
closed_at time joins = closed at, close date, closedate, closed date, closed on, became a customer date
    , hs_lifecyclestage_customer_date, date entered customer, lead - archive time, Abgeschlossen am
    , Abschlussdatum, Geschlossen am, data zamknięcia, zamknięto, ngày đóng, ngày kết thúc
rep person personal = rep, owner, contact owner, lead owner, hubspot_owner_id, owner name, sales rep
    , assigned to, salesperson, lead - owner, person - owner, ownerid, Inhaber, Zuständiger, Eigentümer
    , Vertriebsmitarbeiter, Verkäufer, Bearbeiter, Lead-Inhaber, Kontaktinhaber, Zuständig, właściciel
    , handlowiec, opiekun, właściciel kontaktu, właściciel leada, người phụ trách, nhân viên kinh doanh
    , chủ sở hữu, nhân viên bán hàng
updated_at time = updated at, last modified date, last modified, lastmodifieddate, hs_lastmodifieddate
    , last modified at, last modified on, modified, modified at, modified on, modified date, date modified
    , modified time, updated, updated on, update time, updated time, last updated, last updated at, last update
    , lead - update time
    , person - update time
    , Zuletzt geändert, Zuletzt geändert am, Geändert am, Geändert, Änderungsdatum, Zuletzt aktualisiert
    , Aktualisiert am, Aktualisiert, data modyfikacji, data ostatniej modyfikacji, ostatnia modyfikacja
    , zmodyfikowano, zaktualizowano, data aktualizacji, ngày cập nhật, cập nhật lúc, cập nhật lần cuối
    , lần cập nhật cuối, ngày sửa đổi, ngày chỉnh sửa
returned_at time = returned at, recycled at, reopened at, Wiedergekommen am, data powrotu, ngày quay lại
converted switch = converted, isconverted, is converted, Konvertiert, Umgewandelt, skonwertowany
    , przekonwertowano, đã chuyển đổi
deal_id id = deal id, opportunity id, converted opportunity id, convertedopportunityid, associated deal ids
    , associated deal, Deal-ID, Opportunity-ID, id szansy, mã cơ hội
message text personal = message, enquiry, inquiry, comment, comments, Nachricht, Anfrage, wiadomość
    , treść zapytania, tin nhắn, lời nhắn, nội dung
email text personal = email, e-mail, email address, e-mail address, work email, person - email
    , person - email - work, E-Mail-Adresse, adres e-mail, adres email, poczta, thư điện tử, địa chỉ email
phone text personal = phone, phone number, mobile phone number, mobile phone, mobile, telephone
    , person - phone, person - phone - work, Telefon, Telefonnummer, Handy, Mobiltelefon, numer telefonu
    , komórka, điện thoại, số điện thoại, di động
name text personal = name, full name, contact name, contact, person, person - name, lead - contact person
    , Ansprechpartner, Kontakt, Kontaktname, imię i nazwisko, osoba kontaktowa, họ tên, họ và tên
    , tên khách hàng, tên liên hệ, tên
first_name text personal = first name, firstname, given name, person - first name, Vorname, imię, tên gọi
last_name text personal = last name, lastname, surname, family name, person - last name, Nachname, nazwisko
    , họ
"""

DEALS = """
deal_id id = deal id, opportunity id, record id, record id - deal, id, deal - id, hs_object_id, dealid
    , deal number, Deal-Nr, Geschäfts-ID, Auftragsnummer, Opportunity-ID, id transakcji, id szansy
    , numer transakcji, id oferty, mã, mã giao dịch, mã cơ hội, mã thương vụ
lead_id id = lead id, contact id, contact ids, associated contact ids, associated contact id, person id
    , person - id, deal - person id, deal - lead id, converted lead id, contactid, primary contact id
    , customer id, Lead-Nr, Kontakt-ID, Zugeordnete Kontakt-IDs, id leada, id kontaktu, mã lead, mã liên hệ
    , mã khách hàng
name text personal = name, deal name, dealname, opportunity name, opportunity, deal, deal - title, deal title
    , Dealname, Name des Deals, Bezeichnung, nazwa transakcji, nazwa szansy, nazwa
    , tên giao dịch, tên cơ hội, tên thương vụ
created_at time = created at, create date, createdate, created date, created, created on, date created
    , creation date, deal created, deal - deal created, deal - add time, add time, opportunity created date
    , Erstellt am, Erstelldatum, Erstellungsdatum, Angelegt am, Erstellt, Deal - Deal erstellt
    , Deal - Angelegt, data utworzenia, utworzono, data dodania, dodano, ngày tạo, thời gian tạo
closed_at time joins = deal - won time, deal - lost time, won time, lost time, deal - deal closed on
    , closed at, deal closed on, closed on, close date, closedate, closed date, close time, deal - close time
    , date closed, won date, lost date, won on, lost on, Abschlussdatum, Geschlossen am, Abgeschlossen am
    , Gewonnen am, Verloren am, data zamknięcia, zamknięto, data wygranej, data przegranej, ngày đóng
    , ngày kết thúc, ngày chốt, ngày thắng, ngày thua
stage word = stage, deal stage, dealstage, opportunity stage, stagename, deal - stage, sales stage
    , pipeline stage, phase, Deal-Phase, Dealphase, Verkaufsphase, Phase der Verkaufschance, Vertriebsphase
    , etap, etap transakcji, etap sprzedaży, etap szansy, faza, giai đoạn, giai đoạn bán hàng
    , giai đoạn giao dịch
pipeline word = pipeline, deal - pipeline, sales pipeline, lejek, lejek sprzedaży, quy trình bán hàng
status word = status, deal - status, deal status, result, outcome, state, Ergebnis, wynik, stan, trạng thái
    , kết quả, tình trạng
value money = value, deal - value, deal value, list price, gross value, price before discount, Wert, Deal-Wert
    , Auftragswert, Listenpreis, wartość, wartość transakcji, wartość szansy, cena katalogowa, giá trị
    , giá trị giao dịch, giá niêm yết
discount share = discount, discount percent, discount share, Rabatt, Nachlass, rabat, zniżka, chiết khấu
    , giảm giá
amount money = amount, deal amount, opportunity amount, amount in company currency, hs_amount_in_home_currency
    , hs_closed_amount, closed amount, revenue, price paid, total, Betrag, Umsatz, Summe, Auftragssumme, kwota
    , przychód, suma, số tiền, doanh thu, tổng tiền
currency text = currency, deal - currency of value, deal currency, deal_currency_code, opportunity currency
    , amount currency, currencyisocode, currency code, Währung, waluta, tiền tệ, loại tiền, đơn vị tiền tệ
updated_at time = updated at, last modified date, last modified, lastmodifieddate, hs_lastmodifieddate
    , last modified at, last modified on, modified, modified at, modified on, modified date, date modified
    , modified time, updated, updated on, update time, updated time, last updated, last updated at, last update
    , deal - update time
    , Zuletzt geändert, Zuletzt geändert am, Geändert am, Geändert, Änderungsdatum, Zuletzt aktualisiert
    , Aktualisiert am, Aktualisiert, data modyfikacji, data ostatniej modyfikacji, ostatnia modyfikacja
    , zmodyfikowano, zaktualizowano, data aktualizacji, ngày cập nhật, cập nhật lúc, cập nhật lần cuối
    , lần cập nhật cuối, ngày sửa đổi, ngày chỉnh sửa
meetings whole = meetings, number of meetings, meetings held, Termine, Anzahl Termine, spotkania
    , liczba spotkań, số cuộc họp
rep person personal = rep, owner, deal owner, opportunity owner, hubspot_owner_id, sales rep, owner name
    , deal - owner, assigned to, salesperson, ownerid, Inhaber, Deal-Inhaber, Zuständiger, Eigentümer
    , Vertriebsmitarbeiter, Verkäufer, Bearbeiter, Zuständig, właściciel, właściciel transakcji, handlowiec
    , opiekun, người phụ trách, nhân viên kinh doanh, chủ sở hữu, nhân viên bán hàng
lost_reason text = lost reason, closed lost reason, closed_lost_reason, hs_closed_lost_reason, loss reason
    , deal - lost reason, reason lost, reason for loss, Verlustgrund, Grund für Verlust, Grund verloren
    , powód przegranej, powód utraty, przyczyna przegranej, lý do thua, lý do mất, lý do thất bại
kind word = kind, deal type, dealtype, opportunity type, type, deal - type, Art, Deal-Typ, Auftragsart, typ
    , rodzaj, typ transakcji, loại, loại giao dịch
converted_lead switch = converted lead, from converted lead, lead converted, has lead
"""

ACTIVITIES = """
activity_id id = activity id, activity - id, engagement id, record id, hs_object_id, task id, event id, id
    , Aktivitäts-ID, id aktywności, mã hoạt động
lead_id id = lead id, contact id, contact ids, associated contact ids, associated contact id, person id
    , person - id, whoid, who id, lead/contact id, contact/lead id, activity - person id, activity - lead id
    , lead - id, Lead-Nr, Kontakt-ID, Zugeordnete Kontakt-IDs, id leada, id kontaktu, mã lead, mã liên hệ
    , mã khách hàng
team word = team, department, Abteilung, dział, zespół, bộ phận, phòng ban, nhóm
person person personal = person, assigned, assigned to, activity assigned to, owner, activity owner
    , hubspot_owner_id, activity - assigned to user, rep, user, created by, ownerid, Zugewiesen an, Bearbeiter
    , Inhaber, Mitarbeiter, Zuständig, przypisano do, właściciel, pracownik, người phụ trách, nhân viên
    , người thực hiện
kind word = kind, activity type, type, engagement type, hs_activity_type, activity - type, task subtype
    , event type, Aktivitätstyp, Art der Aktivität, Art, typ, rodzaj, typ aktywności, rodzaj aktywności, loại
    , loại hoạt động
channel word = channel, campaign channel, Kanal, kanał, kênh
started_at time = started at, start, start time, start date, activity date, hs_timestamp
    , activity start date/time, activitydatetime, startdatetime, meeting start time, hs_meeting_start_time
    , activity - marked as done time, marked as done time, completed at, completed date, completed date/time
    , done time, call time, activity - due date, activitydate, due date, date, timestamp, date and time
    , create date, hs_createdate, Beginn, Datum, Startzeit, Datum der Aktivität, Aktivitätsdatum
    , Fälligkeitsdatum, Erledigt am, Zeitpunkt, data, data rozpoczęcia, początek, data aktywności, termin
    , wykonano, ngày, bắt đầu, thời gian bắt đầu, ngày hoạt động, thời gian, ngày bắt đầu
updated_at time = updated at, last modified date, last modified, lastmodifieddate, hs_lastmodifieddate
    , last modified at, last modified on, modified, modified at, modified on, modified date, date modified
    , modified time, updated, updated on, update time, updated time, last updated, last updated at, last update
    , activity - update time
    , Zuletzt geändert, Zuletzt geändert am, Geändert am, Geändert, Änderungsdatum, Zuletzt aktualisiert
    , Aktualisiert am, Aktualisiert, data modyfikacji, data ostatniej modyfikacji, ostatnia modyfikacja
    , zmodyfikowano, zaktualizowano, data aktualizacji, ngày cập nhật, cập nhật lúc, cập nhật lần cuối
    , lần cập nhật cuối, ngày sửa đổi, ngày chỉnh sửa
ended_at time = ended at, end, end time, end date, hs_meeting_end_time, meeting end time
    , activity end date/time, enddatetime, Ende, Endzeit, koniec, data zakończenia, kết thúc
    , thời gian kết thúc, ngày kết thúc
minutes number = minutes, duration, duration in minutes, activity - duration
    , length, durationinminutes, Dauer, Minuten, Dauer in Minuten, czas trwania, minuty, thời lượng, số phút
    , call duration, hs_call_duration, call duration (ms), call duration (milliseconds), call duration (seconds)
    , call duration in seconds, duration (ms), duration (milliseconds), duration in milliseconds, duration (s)
    , duration (seconds), duration (sec), duration in seconds, duration (hours), duration in hours, Dauer (ms)
    , Dauer (s), Dauer (Sek), Dauer (Sekunden), Dauer in Sekunden, Dauer (Stunden), Dauer in Stunden, Anrufdauer
    , czas trwania (s), czas trwania (sekundy), czas trwania w sekundach, thời lượng (giây)
outcome word = outcome, call outcome, call result, meeting outcome, result, hs_call_disposition
    , calldisposition, disposition, activity - status, activity - done, status, Ergebnis, Anrufergebnis, wynik
    , wynik rozmowy, rezultat, kết quả, kết quả cuộc gọi
"""

SPEND = """
week_start date = week start, week, week of, week beginning, week starting, date, day, period start
    , reporting starts, start date, month, Monat, miesiąc, tháng
    , Woche, Wochenbeginn, Woche ab, Datum, Tag, tydzień, początek tygodnia
    , data, dzień, tuần, tuần bắt đầu, ngày, ngày bắt đầu
channel word = channel, marketing channel, platform, source, medium, source / medium, network, account name
    , campaign type, campaign, campaign name, Kanal, Plattform, Quelle, Kampagne, kanał, platforma, źródło
    , kampania, kênh, nền tảng, nguồn, chiến dịch
amount money = amount, spend, amount spent, cost, costs, total spend, total cost, ad spend, media cost
    , budget spent, Kosten, Ausgaben, Betrag, Werbekosten, Werbeausgaben, Ausgegebener Betrag, koszt, koszty
    , wydatki, kwota, wydana kwota, chi phí, chi tiêu, số tiền, số tiền đã chi tiêu
currency text = currency, currency code, Währung, waluta, tiền tệ, loại tiền
"""
