"""Seeded buildings."""

from sandbox.models.buildings import Building
from sandbox.models.users import User
from sandbox.state.nature import Draw, seed_of

NAMES = ("Zuhause", "Sommarstuga", "Nyaraló", "Maison d’été", "Elternhaus")


def seeded_building(building_id: str, user: User, number: int) -> Building:
    """The first home stands at the user's address; a second one is described sparsely."""
    draw = Draw(seed_of(building_id))
    name = NAMES[0] if number == 0 else draw.pick("name", NAMES[1:])
    if number > 0:
        return Building(id=building_id, name=name, photovoltaic=None)
    return Building(
        id=building_id,
        name=name,
        property_type=draw.pick("type", ("Detached", "Semi-detached", "Terraced", "Flat", "Bungalow")),
        property_size_m2=int(draw.number("size", 45, 240)),
        property_age=int(draw.number("age", 1, 120)),
        num_occupants=int(draw.number("people", 1, 6)),
        occupant_type=draw.pick("occupants", ("Students", "Family", None)),
        space_heating=draw.pick("space", ("Gas boiler", "Heat pump", None)),
        water_heating=draw.pick("water", ("Gas boiler", "Heat pump", None)),
        photovoltaic=draw.pick("solar", (True, False)),
        street_and_number=user.street_and_number,
        street_add_info=user.street_add_info,
        zip_code=user.zip_code,
        town=user.town,
        country=user.country,
    )
