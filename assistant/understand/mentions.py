"""What a text mentions at all, so that most forms are never tried: a look at each word tells.

Each bit stands for a group of stems; a reader that needs one of them asks for its bit first. A word
is looked through once and remembered. A stem stands anywhere in it, but after a bar it begins one.
"""

from functools import lru_cache, reduce
from operator import or_

_LANGUAGES = (
    "german deutsch allemand alem english englisch anglais ingl spanish spanisch espa castellano"
    " french franz fran japan japon 語"
)
_STEMS: dict[str, str] = {
    "plan": "pai pay settle charge schedul plan upcoming auto later confirm |yes |ok |sure |yep"
    " |yeah cancel stop ord_",
    "day": "tomorrow day week month |mon |tue |wed |thu |fri |sat |sun |jan |feb |mar |apr |may"
    " |jun |jul |aug |sep |oct |nov |dec 0 1 2 3 4 5 6 7 8 9",
    "reminding": "pai pay settle transfer wire remit sent wrong incorrect disput contest ours right"
    " pause snooze told inform remind agree object mute quiet slack mail prefer notif subscrib"
    " should weekend weekday person work mistake correct error duplicat same copy notice news"
    " digest statement messag mailing order bought buy purchas request alone writ resum bother"
    f" disturb |off |night |nag |chas promis sending twice double {_LANGUAGES}",
    "paid": "paid wired transferred settled remitted sent went gone made left |out way",
    "disputed": "disput contest wrong correct right ours |us mistake error duplicat copy same"
    " should object agree charged billed invoiced debited after",
    "ordered": "order bought buy purchas request",
    "told": "mute remind notif notice messag mail slack digest news updat told inform pause snooze"
    " sending prefer setting subscri |opt dunning spam hour weekend weekday alone writ resum bother"
    f" disturb quiet |off |night |nag |chas {_LANGUAGES}",
    "method": "method card visa master amex american discover diners jcb unionpay paypal sepa ach"
    " bank wire transfer debit iban swift default backup back-up met_ file 0 1 2 3 4 5 6 7 8 9",
    "number": "0 1 2 3 4 5 6 7 8 9",
    "list": "invoices bills ones only those these them open unpaid overdue past outstanding note"
    " memo charge credit type",
    "amount": "balance amount total anything something",
    "choice": "first second third fourth fifth |all 0 1 2 3 4 5 6 7 8 9",
    "look": "more next page back previous summary overview coming upcoming estimated month",
    "request": "po p.o purchase _ first second third fourth fifth |all more next page back previous"
    " summary overview upcoming estimated month payment balance amount total anything something"
    " method card visa master amex american discover diners jcb unionpay paypal sepa ach bank wire"
    " transfer debit iban swift default backup file invoices bills ones open unpaid overdue past"
    " outstanding note memo charge credit type pay paid spen owe bill invoic only those these them",
    "link": "link @ disconnect",
    "document": "pdf receipt statement excel xls csv spreadsheet reconcil email e-mail send forward"
    " download export copy copies document",
    "contact": "chg_ |who contact viewer payer payable admin remov delet |take verif |again |now"
    " - @",
    "errand": "pai pay settle transfer wire remit sent send setd sett debit auto standing remind"
    " dunning noti mail messag alert newsletter link subscri remove opt contacting writing"
    " spamming",
    "phrase": "account histor transact status due owe stand list through human agent operator"
    " handoff service |call someone somebody chat anybody anyone switch change move |go use select"
    " choose part",
    "heated": "nobody noone no-one one ridicul unaccept outrag joke absurd terribl horribl awful"
    " disgrace useless frustrat annoy fed angry furious upset",
    "owed": "owe balance due payments",
    "elsewhere": "atm top pin passcode password tweet twitter facebook playlist song music weather"
    " recipe calendar alarm remind timer taxi cab uber flight hotel pizza movie expens expendit"
    " tire oil tax apr interest score limit pto vacation currenc to-do todo shopping swimming"
    " engine mow lawn advance withdrawal termination cancellation exit beneficiar disposable"
    " virtual activat routing overtime newsletter deliver contactless freeze query mac software",
    "dispute": "charg fee pai pay transact debit purchas bill invoice amount withdr statement"
    " card compl claim declin fraud disput reclam exchange wrong incorrect correct right pound"
    " activity account",
    "balance": "bill invoice pay owe owing due outstanding rent mortgage loan insurance premium"
    " utilit electric internet cable phone tuition tax credit",
    "contact_update": "address phone mobile mail name detail info data particular profile contact"
    " account acount number edtail who @",
    "refund_request": "refund reimburs money rebat restitu compensat charge",
    "set_default_method": "default primary preferred main",
    "remove_payment_method": "remov delet unlink detach forget take rid erase stop",
    "add_payment_method": "card method paypal sepa iban debit account visa master amex",
    "list_payment_methods": "pay pament card accept wire bank",
    "get_document": "pdf receipt bill inv statement excel xlsx csv spreadsheet proof",
    "payment_history": "histor transact payment spen paid",
    "list_invoices": "invoices bills",
    "show_invoice": "invoice bill locaing",
    "help": "polic guarant how what which cases situation circumstance question commands",
    "human": "human person agent operator |rep some assist advis people serv supp desk care"
    " |call |phone |ring manager supervisor escalate",
}
"""For each group the stems of which it needs one."""

BIT = {group: 1 << at for at, group in enumerate(_STEMS)}
_ASKING = reduce(
    or_,
    map(
        BIT.__getitem__,
        "plan reminding paid disputed ordered told method number list amount look request link"
        " document contact errand phrase".split(),
    ),
)
_EVERYTHING = (1 << len(_STEMS)) - 1
_LONGEST_WORD = 100
_MOST_REMEMBERED = 16384


def _by_start() -> dict[str, tuple[tuple[str, int, int], ...]]:
    """The stems by their first two characters: the groups of each anywhere, and in front."""
    started: dict[str, dict[str, list[int]]] = {}
    for group, stems in _STEMS.items():
        for stem in stems.split():
            bare = stem.removeprefix("|")
            groups = started.setdefault(bare[:2], {}).setdefault(bare, [0, 0])
            groups[stem != bare] |= BIT[group]
    return {
        start: tuple(
            (stem, anywhere, anywhere | front) for stem, (anywhere, front) in stems.items()
        )
        for start, stems in started.items()
    }


_BY_START = _by_start()


class _Words(dict[str, int]):
    """What single words mention."""

    def __missing__(self, word: str) -> int:
        if len(word) > _LONGEST_WORD:
            return _EVERYTHING
        if word.isdecimal() and word.isascii():
            return _A_NUMBER  # nearly every one is new, and all mention the same
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[word] = about = _look(word)
        return about


_WORDS = _Words()


def _look(word: str) -> int:
    about = 0
    for start in range(len(word)):
        for stem, anywhere, in_front in _BY_START.get(word[start : start + 2], ()):
            if word.startswith(stem, start):
                begins = start == 0 or not word[start - 1].isalnum()
                about |= in_front if begins else anywhere
    for character in "" if word.isalpha() and word.isascii() else word:
        for _, anywhere, _ in _BY_START.get(character, ()):
            about |= anywhere
        about |= BIT["number"] if character.isnumeric() else 0
    return about


_A_NUMBER = _look("0123456789")


@lru_cache(maxsize=16)
def mentions(text: str) -> int:
    """The bits of all groups that a text in lower case mentions; the same is asked many times."""
    return reduce(or_, map(_WORDS.__getitem__, text.split()), 0)


def may_ask(text: str) -> bool:
    """Whether a text in lower case mentions what a request needs, beside a yes, a no and "hi".

    A third of what is said to us does not; none of its parts does, so nothing else is tried.
    """
    return mentions(text) & _ASKING != 0
