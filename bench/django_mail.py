"""Django's way with mail, to be compared with: ``python django_mail.py send|take PORT COUNT …``.

Run with a Python that has Django, and for ``take`` django-mailbox; neither is a dependency of ours.
Prints how many mails a second it sent, or took from an IMAP mailbox into a database file.
"""

import logging
import sys
import time
from urllib.parse import quote

import django
from django.conf import settings
from django.core.management import call_command


def send(port: int, count: int) -> float:
    """One connection for each mail, as ``send_mail`` does it."""
    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port)
    django.setup()
    from django.core.mail import send_mail

    words = "Thank you. The payment has arrived, and the invoice is closed.\n" * 12
    began = time.perf_counter()
    for number in range(count):
        to = [f"dana{number}@acme.example"]
        send_mail("Paid", words, "billing@us.example", to, html_message=f"<p>{words}</p>")
    return count / (time.perf_counter() - began)


def take(port: int, count: int, user: str, password: str, database: str) -> float:
    """All of a mailbox into rows."""
    where = {"ENGINE": "django.db.backends.sqlite3", "NAME": database}
    settings.configure(
        DATABASES={"default": where},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=["django.contrib.contenttypes", "django_mailbox"],
        LOGGING_CONFIG=None,
        USE_TZ=True,
    )
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    from django_mailbox.models import Mailbox

    uri = f"imap://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}"
    mailbox = Mailbox.objects.create(name="bench", uri=uri)
    began = time.perf_counter()
    taken = sum(1 for _ in mailbox.get_new_mail())
    took = time.perf_counter() - began
    if taken != count:
        raise SystemExit(f"took {taken} of {count}")
    return count / took


if __name__ == "__main__":
    what, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(send(port, count) if what == "send" else take(port, count, *sys.argv[4:7]))
