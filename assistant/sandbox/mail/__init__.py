"""A mail host in this process: real IMAP and SMTP, with real-world faults as switches."""

from assistant.sandbox.mail.counterpart import MailCounterpart, Sent
from assistant.sandbox.mail.imap_line import ImapFaults
from assistant.sandbox.mail.smtp_host import SmtpFaults

__all__ = ["ImapFaults", "MailCounterpart", "Sent", "SmtpFaults"]
