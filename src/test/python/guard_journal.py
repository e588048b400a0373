"""Recomputes the evidence and the bounds of a guard's test from the rows of its journal.

Usage: python3 guard_journal.py FILE

The first line of FILE is the test as JSON; each other line is a row of the table
feature_flag_guard_events, in the order of its number: number, node, front, and the events in
hexadecimal digits. The output is that of guard_evidence.py, and before it the number of events in
the rows, of those that wait for a front, and of the units that fail.
"""

import bisect
import struct
import sys

import guard_evidence

KINDS = ["EXPOSED", "FIRST", "HIT", "RECOVERED"]
NO_FRONT = -(2**63)
PAGE = NO_FRONT + 1


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        value = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def bytes(self, count):
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self):
        value, shift = 0, 0
        while True:
            byte = self.take(">B")
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value


def events(data):
    reader, last = Reader(data), 0
    assert reader.take(">B") == 1
    while reader.at < len(data):
        kind, step = KINDS[reader.number()], reader.number()
        last += (step >> 1) if step % 2 == 0 else -((step + 1) >> 1)
        unit = reader.take(">q")
        yield kind, last, unit, reader.number(), reader.number(), reader.number()


def singles(node, front, data):
    """The entries of a row, which may be a page."""
    if front != PAGE:
        yield node, front, data
        return
    reader = Reader(data)
    assert reader.take(">B") == 1
    nodes = []
    for _ in range(reader.take(">i")):
        nodes.append(reader.bytes(reader.take(">H")).decode())
    for _ in range(reader.take(">i")):
        name = nodes[reader.take(">i")]
        reader.take(">q")
        front = reader.take(">q")
        yield name, front, reader.bytes(reader.take(">i"))


def listed(rows):
    """The list that all nodes judge, the number of events in the rows, and of those that wait.

    A front closes the list up to its time: events with later times wait, earlier ones that come
    later are left out.
    """
    waiting, result, front, count = [], [], NO_FRONT, 0
    for row in rows:
        for node, to, data in singles(*row):
            for event in events(data):
                count += 1
                if event[0] != "EXPOSED" and event[1] > front:
                    bisect.insort(waiting, (event[1], node, count, event))
            front = max(front, to)
            while waiting and waiting[0][0] <= front:
                result.append(waiting.pop(0)[3])
    return result, count, len(waiting)


def main(path):
    with open(path, encoding="utf-8") as file:
        test = next(file)
        rows = []
        for line in file:
            number, node, front, data = line.rstrip("\n").split(",")
            rows.append((node, int(front), bytes.fromhex(data)))
    result, count, waiting = listed(rows)
    print("events", count)
    print("waiting", waiting)
    print("failing", len({event[2] for event in result if event[0] == "HIT" and event[5] == 0}))
    text = "\n".join(",".join(map(str, event)) for event in result)
    with open(path + ".list", "w", encoding="utf-8") as file:
        file.write(test + text)
    guard_evidence.main(path + ".list")


if __name__ == "__main__":
    main(sys.argv[1])
