"""What stands behind a word for a password; "my password is wrong" tells none.

Without a word between, only what no sentence goes on with: letters with digits or signs in them.
"""

import re
from collections.abc import Iterator

_WORD_FOR_ONE = (
    r"(?:pass-?(?:word|wort|phrase|code)|passwd|\bpwd\b|\bpw\b|kennwort|mot de passe|\bmdp\b"
    r"|contraseña|パスワード)"
    r"(?:\s(?:for|to|at|für|pour|para)(?:\s[\w.]{1,24}){1,3}?)?"
)
_STEM = re.compile("pass|pw|mdp|kennwort|contrase|パスワード|sk_|rk_|whsec_|xox")
_PASSWORD = re.compile(
    rf"(?:{_WORD_FOR_ONE})(?:\s{{0,2}}[:=：]\s{{0,2}}"
    r"|\s{0,2}(?:は|['’]s\b|\b(?:is|was|ist|lautet|est|es)\b)\s{0,2}:?\s{0,2}"
    r"(?!(?i:an?|the|my|our|your|not|no|now|too|still|always|very|so|wrong|weak|strong|old|new|lost"
    r"|gone|safe|same|expired|invalid|incorrect|correct|changed|reset|required|needed|forgotten"
    r"|stolen|missing|unknown|blocked|locked|empty|different|being|never|working|wrongly|accepted"
    r"|rejected|falsch|nicht|abgelaufen|incorrecta|incorrect|expiré|間違)(?![\w@#$%&*+-])))"
    r"([^\s\[\]]{3,64}?)(?=[.,;!?)]{0,3}(?:\s|$))",
    re.IGNORECASE,
)
_PASSWORD_AT_ONCE = re.compile(
    rf"(?:{_WORD_FOR_ONE})[\s\"'“«>–-]{{1,4}}(?!INV-?[0-9])(?=[^\s\[\]]{{0,63}}[0-9$%^&*~])"
    r"([^\s\[\]@#,;:/]{4,64}?)(?=[.,;!?)\"'”»]{0,3}(?:\s|$))",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9])((?:[sr]k_(?:live|test)_|whsec_|xox[a-z]-)[A-Za-z0-9_-]{10,250})"
)
"""A secret key of Stripe's or a token of Slack's opens more than a password does."""


def may_have_a_password(text: str) -> bool:
    """Whether there is a word for one at all; cheap, as most texts have none."""
    return _STEM.search(text.lower()) is not None


def passwords(text: str) -> Iterator[tuple[int, int]]:
    """Where each is; one may be found twice."""
    if may_have_a_password(text):
        for form in (_PASSWORD, _PASSWORD_AT_ONCE, _KEY):
            yield from (found.span(1) for found in form.finditer(text))
