"""What Redis does in one step. All keys of one call are in one slot.

The lock of a question holds the generation of its tag and who has it. A lock of another generation
counts for nothing: its holder began to read before something was written.
"""

from typing import Final

FAILED: Final = b"!"
"""In a lock, between the generation and the code of the error that the upstream was asked for."""

CLAIM: Final = """
local answers = {}
for i = 1, #KEYS, 2 do
  local generation = redis.call('GET', KEYS[i])
  if not generation then generation = ARGV[1] end
  redis.call('SET', KEYS[i], generation, 'EX', ARGV[3])
  local held = redis.call('GET', KEYS[i + 1])
  if not held or string.sub(held, 1, #generation) ~= generation then
    held = generation .. ARGV[2]
    redis.call('SET', KEYS[i + 1], held, 'PX', ARGV[4])
  end
  answers[#answers + 1] = generation
  answers[#answers + 1] = held
end
return answers
"""
"""KEYS: generation and lock of each. ARGV: a new generation, who claims, seconds, milliseconds."""

RELEASE: Final = """
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[2 * i] then
    if ARGV[2 * i + 1] == '' then redis.call('DEL', key)
    else redis.call('SET', key, ARGV[2 * i + 1], 'PX', ARGV[1]) end
  end
end
return #KEYS
"""
"""KEYS: locks. ARGV: milliseconds, then of each what it holds, and what it is to hold from now on."""

RENEW: Final = """
for i, key in ipairs(KEYS) do
  if redis.call('GET', key) == ARGV[i + 1] then redis.call('PEXPIRE', key, ARGV[1]) end
end
return #KEYS
"""
"""KEYS: locks. ARGV: milliseconds, then what each holds."""
