"""The operations, a file per concept. :class:`partner_api.client.PartnerApi` is all of them together."""
