package dev.jackstaff.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.guard.TestEvent.EventKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events as bytes. */
final class EventCodecTest {
  private final Random random = new Random(7);

  private TestEvent event() {
    EventKind kind = EventKind.of(random.nextInt(4));
    long at = random.nextInt(10) == 0 ? random.nextLong() : 1_700_000_000_000_000_000L;
    return new TestEvent(
        kind,
        at + random.nextInt(),
        random.nextLong() & Long.MAX_VALUE,
        random.nextInt(4),
        random.nextInt(70_000),
        random.nextInt(1 << random.nextInt(31)));
  }

  @Test
  void events_areReadAsTheyWereWritten() {
    for (int run = 0; run < 300; run++) {
      List<TestEvent> events = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        events.add(event());
      }
      assertEquals(events, EventCodec.read(EventCodec.write(events)));
    }
  }

  @Test
  void event_takesAboutFourteenBytes() {
    List<TestEvent> events = new ArrayList<>();
    long at = 1_700_000_000_000_000_000L;
    for (int i = 0; i < 1_000; i++) {
      at += random.nextInt(2_000_000);
      events.add(new TestEvent(EventKind.FIRST, at, random.nextLong(), 0, 1, random.nextInt(20)));
    }
    int bytes = EventCodec.write(events).length;
    assertTrue(bytes < 16_000, bytes + " bytes");
  }

  @Test
  void bytesThatAreNoEvents_areRefused() {
    byte[] bytes = EventCodec.write(List.of(event(), event()));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      if (length != 1) {
        // A whole event may end where the text was cut.
        try {
          assertTrue(EventCodec.read(cut).size() < 2);
        } catch (IllegalArgumentException e) {
          assertTrue(e.getMessage().contains("events"), e.getMessage());
        }
      }
    }
    bytes[0] = 9;
    assertThrows(IllegalArgumentException.class, () -> EventCodec.read(bytes));
  }
}
