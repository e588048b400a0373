package dev.jackstaff.guard;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes events as bytes, about 14 for each: the unit in eight bytes, and everything else as
 * numbers of variable length, times as differences from the event before.
 */
final class EventCodec {
  private static final int VERSION = 1;
  private static final int MAX_EVENT_BYTES = 8 + 4 * 5 + 10;

  private EventCodec() {}

  static byte[] write(List<TestEvent> events) {
    ByteBuffer out = ByteBuffer.allocate(1 + events.size() * MAX_EVENT_BYTES);
    out.put((byte) VERSION);
    long last = 0;
    for (TestEvent event : events) {
      number(out, event.kind().code());
      long step = event.at() - last;
      number(out, (step << 1) ^ (step >> 63));
      last = event.at();
      out.putLong(event.unit());
      number(out, event.stratum());
      number(out, event.arm());
      number(out, event.detail());
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * Reads events.
   *
   * @throws IllegalArgumentException if the bytes are not events
   */
  static List<TestEvent> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<TestEvent> events = new ArrayList<>();
    try {
      if (in.get() != VERSION) {
        throw new IllegalArgumentException("the events have an unknown version");
      }
      long last = 0;
      while (in.hasRemaining()) {
        EventKind kind = EventKind.of((int) number(in));
        long step = number(in);
        last += (step >>> 1) ^ -(step & 1);
        long unit = in.getLong();
        int stratum = (int) number(in);
        int arm = (int) number(in);
        events.add(new TestEvent(kind, last, unit, stratum, arm, (int) number(in)));
      }
      return events;
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the events are not complete", e);
    }
  }

  /** Writes seven bits at a time, the lowest first. */
  private static void number(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of the events is too long");
  }
}
