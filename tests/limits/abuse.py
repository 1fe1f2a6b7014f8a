"""How much CPU each abusive document takes, from the bytes of the request to the last of the answer.

``python -m tests.limits.abuse`` prints the table, the dearest first, for end users and for
administrators, whose limits are the widest. It ends with 1 if one takes more than 250 milliseconds.
"""

import asyncio
import gc
import sys
import time

from tests.gateway_under_test import GatewayUnderTest, RoleName
from tests.limits.abusive import ABUSES, AT_THE_LIMIT

_MOST_SECONDS = 0.25
_TIMES = 3


async def main() -> bool:
    """Measure all; gives whether each stays within the bound."""
    roles: tuple[RoleName, ...] = ("user", "administrator")
    taken: list[tuple[float, RoleName, str, str]] = []
    async with GatewayUnderTest(max_body_bytes=1_000_000) as gateway:
        for role in roles:
            headers = gateway.bearer(role)
            asked = [(name, each.text, each.variables) for name, each in ABUSES.items()]
            asked += [(f"at the limit: {name}", text, None) for name, text in AT_THE_LIMIT.items()]
            for name, text, variables in asked:
                times = []
                for number in range(_TIMES):  # a comment each, so that none is known already
                    gc.collect()
                    began = time.process_time()
                    response = await gateway.post(f"{text}\n#{number}", headers, dict(variables or {}))
                    times.append(time.process_time() - began)
                errors = response.json().get("errors", [{"extensions": {"code": "answered"}}])
                taken.append((min(times), role, name, errors[0]["extensions"]["code"]))
    for seconds, role, name, code in sorted(taken, reverse=True):
        print(f"{seconds * 1000:7.1f} ms  {role:13}  {code:26}  {name}")
    return max(taken)[0] < _MOST_SECONDS


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)
