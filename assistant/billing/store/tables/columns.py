"""What every table says alike: amounts are minor units beside a currency; times are UTC."""

from sqlalchemy import String

ID = String(48)
CURRENCY = String(3)
