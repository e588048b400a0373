package dev.jackstaff.internal.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks are wrong by centuries at times, and nothing may fail for that. */
final class DialectTimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "2026-12-01T10:20:30.123456Z",
        "2262-04-12T00:00:00Z",
        "2300-01-01T00:00:00.000001Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void time_ofAnyYear_isReadAsItWasWritten(String text) {
    Instant time = Instant.parse(text);
    for (Dialect dialect : Dialect.values()) {
      Object written = dialect.parameter(time);
      Instant read =
          written instanceof OffsetDateTime typed
              ? typed.toInstant()
              : Dialect.instant(String.valueOf(written));
      assertEquals(time, read, dialect.name());
    }
  }
}
