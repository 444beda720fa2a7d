"""What Stripe accepts as an amount, in each currency (docs.stripe.com/currencies)."""

from assistant.sandbox.stripe.problem import invalid

_SUPPORTED = frozenset(
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd bwp "
    "byn bzd cad cdf chf clp cny cop crc cve czk djf dkk dop dzd egp etb eur fjd fkp gbp gel gip "
    "gmd gnf gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd jod jpy kes kgs khr kmf krw kwd kyd "
    "kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok "
    "npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sek sgd shp sle sos "
    "srd std szl thb tjs tnd top try ttd twd tzs uah ugx uyu uzs vnd vuv wst xaf xcd xof xpf yer "
    "zar zmw".split()
)
_ZERO_DECIMAL = frozenset("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split())
_THREE_DECIMAL = frozenset("bhd jod kwd omr tnd".split())
# ISK and UGX have no decimals any more, but the API goes on counting them in hundredths.
_STEP = {"isk": 100, "ugx": 100, **dict.fromkeys(_THREE_DECIMAL, 10)}
_MINIMUM = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "cop": 200000,
    "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50,
    "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300,
    "sgd": 50, "thb": 1000,
}  # fmt: skip
_MAXIMUM = 99_999_999
_SIGNS = {"usd": "$", "aud": "$", "cad": "$", "eur": "€", "gbp": "£", "jpy": "¥", "inr": "₹"}


def normal(currency: str) -> str:
    """Return the currency in lower case; 400 when Stripe does not know it."""
    code = currency.lower()
    if code not in _SUPPORTED:
        listed = ", ".join(sorted(_SUPPORTED))
        raise invalid(
            f"Invalid currency: {code}. Stripe currently supports these currencies: {listed}",
            param="currency",
        )
    return code


def decimals(currency: str) -> int:
    """Return how many decimals the amounts of the API have."""
    return 0 if currency in _ZERO_DECIMAL else 3 if currency in _THREE_DECIMAL else 2


def payment_types(currency: str) -> list[str]:
    """Return the kinds of payment method the account takes in this currency."""
    return {"usd": ["card", "us_bank_account"], "eur": ["card", "sepa_debit"]}.get(
        currency, ["card"]
    )


def shown(amount: int, currency: str) -> str:
    """Write an amount for people, as Stripe's messages do."""
    places = decimals(currency)
    whole, rest = divmod(abs(amount), 10**places)
    digits = f"{whole:,}" + (f".{rest:0{places}d}" if places else "")
    sign = "-" if amount < 0 else ""
    return f"{sign}{_SIGNS.get(currency, '')}{digits}"


def check_charge(amount: int, currency: str) -> None:
    """Refuse an amount that cannot be charged in this currency, with Stripe's codes."""
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            param="amount",
            code="parameter_invalid_integer",
        )
    if amount > _MAXIMUM:
        most = shown(_MAXIMUM, currency)
        raise invalid(
            f"Amount must be no more than {most}", param="amount", code="amount_too_large"
        )
    if amount < _MINIMUM.get(currency, 1):
        least = f"{shown(_MINIMUM[currency], currency)} {currency}"
        raise invalid(f"Amount must be at least {least}", param="amount", code="amount_too_small")
    if amount % _STEP.get(currency, 1):
        step = _STEP[currency]
        raise invalid(
            f"Invalid amount: amounts in {currency.upper()} must be divisible by {step}.",
            param="amount",
        )
