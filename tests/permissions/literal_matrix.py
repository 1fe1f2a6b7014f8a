"""The whole permission matrix, spelled out a second time: nothing here is derived from production.

Every line is one resource and action, then how far the right reaches for an administrator (or a
server), for staff and for an end user.
"""

# fmt: off
EXPECTED = {
    #                                 Administrator  Staff   User
    ("ADMINISTRATORS", "CREATE"):     ("ALL",        "NONE", "NONE"),
    ("ADMINISTRATORS", "READ"):       ("ALL",        "ALL",  "NONE"),
    ("ADMINISTRATORS", "UPDATE"):     ("ALL",        "NONE", "NONE"),
    ("ADMINISTRATORS", "DELETE"):     ("ALL",        "NONE", "NONE"),
    ("STAFF", "CREATE"):              ("ALL",        "NONE", "NONE"),
    ("STAFF", "READ"):                ("ALL",        "ALL",  "NONE"),
    ("STAFF", "UPDATE"):              ("ALL",        "OWN",  "NONE"),
    ("STAFF", "DELETE"):              ("ALL",        "NONE", "NONE"),
    ("USERS", "CREATE"):              ("ALL",        "ALL",  "NONE"),
    ("USERS", "READ"):                ("ALL",        "ALL",  "OWN"),
    ("USERS", "UPDATE"):              ("ALL",        "ALL",  "OWN"),
    ("USERS", "DELETE"):              ("ALL",        "ALL",  "NONE"),
    ("BUILDINGS", "CREATE"):          ("ALL",        "ALL",  "OWN"),
    ("BUILDINGS", "READ"):            ("ALL",        "ALL",  "OWN"),
    ("BUILDINGS", "UPDATE"):          ("ALL",        "ALL",  "OWN"),
    ("BUILDINGS", "DELETE"):          ("ALL",        "ALL",  "OWN"),
    ("ENERGY_CONTRACTS", "CREATE"):   ("ALL",        "ALL",  "NONE"),
    ("ENERGY_CONTRACTS", "READ"):     ("ALL",        "ALL",  "OWN"),
    ("ENERGY_CONTRACTS", "UPDATE"):   ("ALL",        "ALL",  "NONE"),
    ("ENERGY_CONTRACTS", "DELETE"):   ("ALL",        "ALL",  "NONE"),
    ("DEVICES", "CREATE"):            ("ALL",        "ALL",  "OWN"),
    ("DEVICES", "READ"):              ("ALL",        "ALL",  "OWN"),
    ("DEVICES", "UPDATE"):            ("ALL",        "ALL",  "OWN"),
    ("DEVICES", "DELETE"):            ("ALL",        "ALL",  "OWN"),
    ("ORGANIZATION", "CREATE"):       ("ALL",        "NONE", "NONE"),
    ("ORGANIZATION", "READ"):         ("ALL",        "ALL",  "NONE"),
    ("ORGANIZATION", "UPDATE"):       ("ALL",        "NONE", "NONE"),
    ("ORGANIZATION", "DELETE"):       ("ALL",        "NONE", "NONE"),
}

WIDENED = {
    ("ENERGY_CONTRACTS", "CREATE"):   ("ALL",        "ALL",  "OWN"),
    ("ENERGY_CONTRACTS", "UPDATE"):   ("ALL",        "ALL",  "OWN"),
    ("ENERGY_CONTRACTS", "DELETE"):   ("ALL",        "ALL",  "OWN"),
}
"""What changes where end users may edit their contracts, and nothing else does."""
# fmt: on
