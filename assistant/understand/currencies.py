"""Currencies as people name them: ISO 4217 codes, signs and words, with every one they may mean."""

# ALL is left out: "pay 123 all" never means the Albanian lek.
CODES = frozenset(
    """AED AFN AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
    GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS
    KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL""".split()
)

THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
"""Currencies whose thousandths are everyday money: 12.345 KWD is what people mean by it."""

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN")
_CROWNS = ("SEK", "NOK", "DKK", "CZK", "ISK")

WORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("$", "dollar", "dollars", "bucks"), _DOLLARS),
    **dict.fromkeys(("us$", "$us", "us dollar", "us dollars"), ("USD",)),
    **dict.fromkeys(("c$", "ca$", "$ca", "canadian dollars", "canadian dollar"), ("CAD",)),
    **dict.fromkeys(("a$", "au$", "$au", "australian dollars", "australian dollar"), ("AUD",)),
    **dict.fromkeys(("nz$", "$nz"), ("NZD",)),
    **dict.fromkeys(("s$", "sg$", "$sg"), ("SGD",)),
    **dict.fromkeys(("hk$", "$hk"), ("HKD",)),
    **dict.fromkeys(("mx$", "$mx"), ("MXN",)),
    **dict.fromkeys(("r$",), ("BRL",)),
    **dict.fromkeys(("€", "euro", "euros"), ("EUR",)),
    **dict.fromkeys(("£", "gb£", "uk£", "£gb", "pound", "pounds", "quid"), ("GBP",)),
    **dict.fromkeys(("¥",), ("JPY", "CNY")),
    **dict.fromkeys(("yen", "円", "jp¥"), ("JPY",)),
    **dict.fromkeys(("yuan", "rmb", "元", "cn¥"), ("CNY",)),
    **dict.fromkeys(("franken", "francs"), ("CHF",)),
    **dict.fromkeys(("kr",), _CROWNS),
    "nkr": ("NOK",),
    "dkr": ("DKK",),
    "ikr": ("ISK",),
    **dict.fromkeys(("₹", "rupees"), ("INR",)),
    "د.ك": ("KWD",),
    "د.ب": ("BHD",),
    "د.إ": ("AED",),
    "د.أ": ("JOD",),
    "د.ت": ("TND",),
    "ر.س": ("SAR",),
    "ر.ع": ("OMR",),
    "ر.ق": ("QAR",),
    **dict.fromkeys(("₩", "won"), ("KRW",)),
    **dict.fromkeys(("₽",), ("RUB",)),
    **dict.fromkeys(("zł",), ("PLN",)),
    **dict.fromkeys(("₺",), ("TRY",)),
    **dict.fromkeys(("₴",), ("UAH",)),
    **dict.fromkeys(("₫",), ("VND",)),
    **dict.fromkeys(("฿",), ("THB",)),
    **dict.fromkeys(("₪",), ("ILS",)),
    **dict.fromkeys(("₦",), ("NGN",)),
    **dict.fromkeys(("₱",), ("PHP",)),
}
