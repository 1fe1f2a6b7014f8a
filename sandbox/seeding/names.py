"""Ordinary names and places, many of them not ASCII."""

GIVEN_NAMES = (
    "Zoë", "Łukasz", "Åsa", "José", "Chloé", "Søren", "Ágnes", "Jürgen", "Nádia", "Ömer", "Ирина", "Λυδία",
    "美玲", "Ana", "Björn", "Ðurđa", "Eilís", "François", "Grete", "Håkon", "Ines", "Katarzyna", "Mārtiņš",
    "Róisín",
)  # fmt: skip
FAMILY_NAMES = (
    "陳", "Müller", "Lindström", "Kowalski", "García", "Nagy", "Tamm", "Rossi", "Dubois", "Özdemir",
    "Sørensen",
    "Ștefan", "Novák", "O’Brien", "Fernández", "Weiß", "Bērziņš", "Jørgensen", "Popescu", "Horváth", "Çelik",
    "Møller", "Großmann",
)  # fmt: skip

# Town, postal code, ISO 3166-1 alpha-2 country, latitude, longitude, price zone.
PLACES = (
    ("Wien", "1070", "AT", 48.2021, 16.3488, "AT"),
    ("Köln", "50667", "DE", 50.9384, 6.9599, "DE_LU"),
    ("Malmö", "211 20", "SE", 55.6050, 13.0038, "SE_4"),
    ("Győr", "9021", "HU", 47.6875, 17.6504, "HU"),
    ("Tallinn", "10111", "EE", 59.4370, 24.7536, "EE"),
    ("Évora", "7000-849", "PT", 38.5714, -7.9135, "PT"),
    ("Liège", "4000", "BE", 50.6326, 5.5797, "BE"),
    ("Cefalù", "90015", "IT", 38.0386, 14.0226, "IT_SICI"),
    ("Brașov", "500007", "RO", 45.6427, 25.5887, "RO"),
    ("Zürich", "8001", "CH", 47.3769, 8.5417, "CH"),
)
STREETS = (
    "Hauptstraße",
    "Storgatan",
    "Rue de l’Église",
    "Kossuth utca",
    "Via Roma",
    "Pärnu maantee",
    "Am Hügel",
)
