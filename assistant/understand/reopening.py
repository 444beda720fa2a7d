"""Words of somebody for whom a case is not over, though it was resolved."""

import re

_UNHAPPY = re.compile(
    r"\b(?:re-?open\w*|open (?:it|this|that|the case|my case)(?: up)? again"
    r"|(?:did|does|has)(?: not|n't|nt)? ?(?:not )?(?:help|solve|work|fix|answer)\w*"
    r"|(?:is|was|that's|it's) (?:still )?not (?:solved|fixed|resolved|settled|over|done"
    r"|what i asked)|(?:isn't|wasn't) (?:solved|fixed"
    r"|resolved|settled|over|done)|still (?:wrong|broken|open|not|the same|unsolved)"
    r"|same problem|not solved|unsolved"
    r"|hat (?:mir |uns )?nicht geholfen|nicht (?:gelöst|geklärt|erledigt)|immer noch (?:falsch"
    r"|offen|nicht)|wieder (?:öffnen|aufmachen|eröffnen)|(?:öffne|eröffne\w*|mach\w*) .{0,20}"
    r"wieder(?: auf)?"
    r"|rouvr\w+|n'a pas (?:aidé|résolu|marché|fonctionné)|pas (?:résolu|réglé)|toujours (?:faux"
    r"|pas|le même)"
    r"|reabr\w+|reábr\w+|ábr\w+ (?:de nuevo|otra vez)|abr\w+ (?:de nuevo|otra vez)"
    r"|no (?:me |nos )?(?:ha )?(?:ayud|sirv|servi|resolv|resuel|solucion)\w*"
    r"|sigue (?:mal|igual|sin))"
    r"|解決していません|解決しません|解決してない|解決していない|まだ(?:間違|解決|直)"
    r"|再開して|もう一度開いて|役に立ち?ません",
    re.IGNORECASE,
)
_LONGEST = 2_000
_HELPED = re.compile(r"\b(?:did|does|has) (?:help|solve|work|fix|answer)", re.IGNORECASE)


def wants_it_reopened(text: str) -> bool:
    """Whether a text says that what was resolved is not."""
    if len(text) > _LONGEST or _HELPED.search(text):
        return False
    return _UNHAPPY.search(text.replace("’", "'")) is not None
