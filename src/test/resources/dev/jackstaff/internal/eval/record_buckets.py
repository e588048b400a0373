"""Records buckets and shares with Python's hashlib, for BucketsTest to compare with.

An implementation of the formula that shares nothing with the library. Run in this directory, with
any Python 3, as

    python3 record_buckets.py > buckets.tsv

It always writes the same rows: salt and id (percent-encoded UTF-8, as urllib's quote), bucket and
share (repr, the shortest text that reads back as the same double), and the digest's first 16 digits.
"""
import hashlib
import random
import uuid
from urllib.parse import quote

SALTS = [
    "new_search", "new_checkout", "dark_mode", "checkout_button", "a", "A", "_", "9",
    "team.search:v2-beta", "x" * 100, "2026-11 draw", "Größe", "", "a:b", "🏴",
]

IDS = [
    "", " ", ":", "0", "1", "-1", "9007199254740993", "user:", "user:1", "user:01", "USER:1",
    "Ünï→🏴", "ß", "İstanbul", "名前", "مستخدم", "é", "e\u0301", "\u0000", "\ufeff", "\uffff",
    "\U0010ffff", "a\tb", "a\nb", "a,b", "a\"b", "a%b+c", "x" * 255, "x" * 256, "x" * 257,
    "y" * 1000, "🏴" * 128, "me@example.org", "anon-0123456789abcdef0123456789abcdef",
]


def ids(rng):
    """Ids as applications have them."""
    for _ in range(900):
        yield rng.choice([
            lambda: f"user:{rng.randrange(10 ** 6)}",
            lambda: str(rng.randrange(2 ** 63)),
            lambda: str(uuid.UUID(int=rng.getrandbits(128))),
            lambda: f"{rng.randrange(10 ** 4)}@example.org",
            lambda: "".join(chr(rng.choice([
                rng.randrange(0x20, 0x7F), rng.randrange(0xA0, 0xD800),
                rng.randrange(0xE000, 0x110000)])) for _ in range(rng.randrange(1, 40))),
        ])()


def row(salt, user):
    digest = hashlib.md5(f"{salt}:{user}".encode("utf-8")).hexdigest()
    bucket = (int(digest[0:8], 16) / 0xFFFFFFFF) * 100
    share = int(digest[8:16], 16) / 2 ** 32
    return "\t".join([quote(salt), quote(user), repr(bucket), repr(share), digest[:16]])


def main():
    rng = random.Random(20261123)
    for salt in SALTS:
        for user in IDS:
            print(row(salt, user))
    for user in ids(rng):
        print(row(rng.choice(SALTS), user))


main()
