"""The everyday requests in other languages, each with the English that the grammar reads.

A whole text must match, as in English: "ja, aber mit der anderen Karte" is no yes. In a form,
``{n}`` stands for an invoice number and ``{a}`` for an amount.
"""

import re

_GERMAN = """
yes = ja | ja bitte | ja gerne | jawohl | bestätigen | ja bestätigen | bestätige | ja bezahlen |
    ja mach das
no = nein | nein danke | abbrechen | stopp | lieber nicht | nein abbrechen
all = alle | alles
help = hilfe | was kannst du | was kann ich sagen | was kannst du tun
talk to a human = mensch | mit einem menschen sprechen | ich möchte mit einem menschen sprechen |
    mitarbeiter | ansprechpartner
what do we owe = saldo | kontostand | was schulde ich | was schulden wir | was schulde ich euch |
    was schulden wir euch | was schulden wir ihnen | wie viel schulde ich |
    wie viel schulden wir | offener betrag | was ist offen | was ist fällig
show my invoices = rechnungen | meine rechnungen | unsere rechnungen | zeige meine rechnungen |
    zeig mir meine rechnungen | zeige rechnungen | zeige mir meine rechnungen |
    zeig meine rechnungen | rechnungen anzeigen | zeige unsere rechnungen
show my open invoices = offene rechnungen | meine offenen rechnungen | zeige offene rechnungen |
    zeige meine offenen rechnungen | zeig mir die offenen rechnungen | unbezahlte rechnungen |
    welche rechnungen sind offen
show my overdue invoices = überfällige rechnungen | überfällig | zeige überfällige rechnungen |
    welche rechnungen sind überfällig | zeige meine überfälligen rechnungen
show my paid invoices = bezahlte rechnungen | zeige bezahlte rechnungen
invoice {n} = rechnung {n} | zeige rechnung {n} | zeig mir rechnung {n} | rechnung nr. {n} |
    rechnung nummer {n}
payment history = zahlungen | meine zahlungen | zahlungsverlauf | bisherige zahlungen
did {n} go through = wurde {n} bezahlt | ist {n} bezahlt | wurde rechnung {n} bezahlt |
    ist rechnung {n} bezahlt | status {n}
pay my invoice = bezahlen | rechnung bezahlen | meine rechnung bezahlen | bezahle meine rechnung |
    ich möchte meine rechnung bezahlen
pay invoice {n} = bezahle rechnung {n} | rechnung {n} bezahlen | zahle rechnung {n} |
    bezahle {n} | {n} bezahlen | zahle {n} | bitte rechnung {n} bezahlen |
    bitte bezahle rechnung {n} | bezahle die rechnung {n} | ich möchte rechnung {n} bezahlen |
    ich möchte die rechnung {n} bezahlen | rechnung nr. {n} bezahlen
pay {a} of {n} = bezahle {a} von {n} | zahle {a} von {n} | bezahle {a} von rechnung {n} |
    zahle {a} auf rechnung {n} | {a} von {n} bezahlen
pay all open = alle rechnungen bezahlen | alles bezahlen | bezahle alle rechnungen |
    bezahle alles | alle offenen rechnungen bezahlen | bezahle alle offenen rechnungen
pay all overdue = bezahle alle überfälligen rechnungen | alle überfälligen rechnungen bezahlen
which account is this = welches konto ist das
"""
_FRENCH = """
yes = oui | oui merci | oui s'il vous plaît | oui s'il te plaît | confirmer | je confirme |
    oui je confirme | d'accord | oui payer
no = non | non merci | annuler | arrêter | annule | non annuler
all = tout | toutes | tous
help = aide | aidez-moi | que peux-tu faire | que pouvez-vous faire | aide-moi
talk to a human = parler à un humain | parler à quelqu'un | un humain |
    je voudrais parler à quelqu'un | un conseiller | parler à un conseiller
what do we owe = solde | mon solde | notre solde | combien je dois | combien devons-nous |
    combien dois-je | que dois-je | que devons-nous | qu'est-ce que je dois
show my invoices = factures | mes factures | nos factures | montre mes factures |
    montrez mes factures | montre-moi mes factures | montrez-moi mes factures |
    afficher mes factures | voir mes factures | liste des factures | affiche mes factures
show my open invoices = factures ouvertes | factures impayées | mes factures impayées |
    montre mes factures impayées | voir mes factures impayées
show my overdue invoices = factures en retard | mes factures en retard | factures échues
show my paid invoices = factures payées | mes factures payées
invoice {n} = facture {n} | montre la facture {n} | montrez la facture {n} | voir la facture {n} |
    afficher la facture {n} | facture n° {n} | facture no {n}
payment history = paiements | mes paiements | historique des paiements
did {n} go through = la facture {n} est-elle payée | est-ce que la facture {n} est payée
pay my invoice = payer | payer ma facture | je veux payer ma facture |
    je voudrais payer ma facture | régler ma facture
pay invoice {n} = payer la facture {n} | payer facture {n} | paye la facture {n} |
    payez la facture {n} | payer {n} | paye {n} | régler la facture {n} |
    je voudrais payer la facture {n} | je veux payer la facture {n} | payer la facture n° {n}
pay {a} of {n} = payer {a} sur {n} | payer {a} sur la facture {n} | payer {a} de la facture {n} |
    paye {a} sur la facture {n}
pay all open = payer toutes les factures | payer toutes mes factures | tout payer | payer tout |
    régler toutes les factures
pay all overdue = payer toutes les factures en retard
which account is this = quel compte est-ce | quel compte
"""
_SPANISH = """
yes = sí | si | sí por favor | si por favor | confirmar | confirmo | sí confirmo | de acuerdo |
    sí gracias | sí pagar | vale
no = no gracias | cancelar | anular | parar | no cancelar
all = todo | todas | todos
help = ayuda | qué puedes hacer | que puedes hacer | ayúdame | qué puedo decir
talk to a human = hablar con una persona | hablar con un humano | una persona |
    quiero hablar con una persona | hablar con alguien | un agente | hablar con un agente
what do we owe = saldo | mi saldo | nuestro saldo | cuánto debo | cuanto debo | cuánto debemos |
    cuanto debemos | qué debo | qué debemos | ¿cuánto debo | ¿cuánto debemos | ¿qué debo
show my invoices = facturas | mis facturas | nuestras facturas | muestra mis facturas |
    muéstrame mis facturas | mostrar mis facturas | ver mis facturas | ver facturas |
    enséñame mis facturas | lista de facturas
show my open invoices = facturas abiertas | facturas pendientes | mis facturas pendientes |
    ver mis facturas pendientes | muestra mis facturas pendientes | facturas impagadas
show my overdue invoices = facturas vencidas | mis facturas vencidas | ver facturas vencidas |
    muestra mis facturas vencidas
show my paid invoices = facturas pagadas | mis facturas pagadas
invoice {n} = factura {n} | ver factura {n} | ver la factura {n} | muestra la factura {n} |
    muéstrame la factura {n} | factura número {n} | factura n.º {n}
payment history = pagos | mis pagos | historial de pagos
did {n} go through = está pagada la factura {n} | ¿está pagada la factura {n} |
    ¿se pagó la factura {n} | se pagó la factura {n}
pay my invoice = pagar | pagar mi factura | quiero pagar mi factura | quisiera pagar mi factura
pay invoice {n} = pagar la factura {n} | pagar factura {n} | paga la factura {n} |
    pague la factura {n} | pagar {n} | paga {n} | quiero pagar la factura {n} |
    quisiera pagar la factura {n} | pagar la factura número {n}
pay {a} of {n} = pagar {a} de {n} | pagar {a} de la factura {n} | paga {a} de la factura {n}
pay all open = pagar todas las facturas | pagar todas mis facturas | pagar todo | pagar todas
pay all overdue = pagar todas las facturas vencidas
which account is this = qué cuenta es esta | ¿qué cuenta es esta
"""
_JAPANESE = """
yes = はい | はい、お願いします | はいお願いします | 確認 | 確認します | 承認します |
    はい、支払います
no = いいえ | キャンセル | やめて | やめます | 中止 | 取り消し | いいえ、結構です
all = すべて | 全部
help = ヘルプ | 助けて | 何ができますか | 使い方
talk to a human = 担当者 | 担当者と話したい | 人と話したい | オペレーター |
    担当者につないでください
what do we owe = 残高 | 残高は | いくらですか | 未払い額 | 請求額 | 支払額はいくらですか |
    残高を教えて | 残高を教えてください
show my invoices = 請求書 | 請求書一覧 | 請求書を見せて | 請求書を見せてください | 請求書を表示 |
    請求書を表示して | 請求書を表示してください | 請求書の一覧
show my open invoices = 未払いの請求書 | 未払い請求書 | 未払いの請求書を見せて |
    未払いの請求書を表示
show my overdue invoices = 期限切れの請求書 | 延滞している請求書 | 支払期限を過ぎた請求書
show my paid invoices = 支払い済みの請求書 | 支払済みの請求書
invoice {n} = 請求書{n} | 請求書 {n} | 請求書{n}を見せて | 請求書{n}を表示 |
    請求書{n}を見せてください | 請求書番号{n}
payment history = 支払い履歴 | 支払履歴 | お支払い履歴
did {n} go through = 請求書{n}は支払い済みですか | {n}は支払い済みですか
pay my invoice = 支払う | 支払い | 支払いたい | 請求書を支払う | 請求書を支払いたい
pay invoice {n} = 請求書{n}を支払う | 請求書{n}を支払います | 請求書 {n} を支払う | {n}を支払う |
    {n}を払う | 請求書{n}を支払って | 請求書{n}を支払ってください | 請求書{n}を支払いたい |
    請求書{n}の支払い | 請求書{n}を払う
pay all open = すべて支払う | 全部支払う | 全て支払う | すべての請求書を支払う
which account is this = どのアカウントですか
"""

_NUMBER = r"(?P<n>#?(?:inv-)?[0-9]{1,12})"
_AMOUNT = r"(?P<a>[$€£¥]?[0-9][0-9.,' ]{0,20}(?: ?(?:[$€£¥円]|[a-z]{3,6}))?)"
_IGNORED = re.compile(r"[,.!?¿¡]+(?= |$)|^[¿¡]")


_CONTINUED = re.compile(r"\n +")


def _key(phrase: str) -> str:
    return " ".join(_IGNORED.sub("", phrase.strip().lower()).split())


def _tables() -> tuple[dict[str, str], tuple[tuple[re.Pattern[str], str], ...]]:
    fixed: dict[str, str] = {}
    forms: dict[str, list[str]] = {}
    for line in _CONTINUED.sub(" ", _GERMAN + _FRENCH + _SPANISH + _JAPANESE).strip().splitlines():
        if not line:
            continue
        english, _, phrases = line.partition(" = ")
        for phrase in filter(None, map(_key, phrases.split(" | "))):
            if "{" in phrase:
                forms.setdefault(english, []).append(phrase)
            else:
                fixed[phrase] = english
    return fixed, tuple((_form(phrase), say) for say, all_ in forms.items() for phrase in all_)


def _form(phrase: str) -> re.Pattern[str]:
    written = re.escape(phrase).replace(r"\{n\}", _NUMBER).replace(r"\{a\}", _AMOUNT)
    return re.compile(written)


_FIXED, _FORMS = _tables()
_LONGEST = 80
_POLITELY = r"(?:bitte|por favor|s'il (?:vous|te) plaît|danke|merci|gracias|ありがとう)"
_COURTESY = re.compile(rf"^{_POLITELY} | {_POLITELY}$")


def in_english(text: str) -> str | None:
    """Say the same in English; None unless the whole text is one of the known requests."""
    if len(text) > _LONGEST:
        return None
    whole = _key(text)
    key = _COURTESY.sub("", whole)
    if (english := _FIXED.get(whole) or _FIXED.get(key)) is not None:
        asks = english == "yes" and text.rstrip().endswith(("?", "？"))
        return None if asks else english
    if not any(c in "0123456789" for c in key):
        return None
    for form, english in _FORMS:
        if found := form.fullmatch(key):
            return english.format(**found.groupdict())
    return None
