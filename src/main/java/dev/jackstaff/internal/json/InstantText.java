package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Instants;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Instants that can be written as the date alone if they are the start of a day. */
final class InstantText {
  static final String EXPECTED = "a date or an instant such as \"2026-11-20T09:00:00Z\"";
  static final String INSTANT = "an instant such as \"2026-11-20T09:00:00Z\"";
  static final ZoneId UTC = ZoneOffset.UTC;
  private static final int DATE_LENGTH = "2026-11-20".length();

  private InstantText() {}

  static Instant parse(String text, ZoneId zone) {
    return text.length() == DATE_LENGTH
        ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
        : instant(text);
  }

  static Instant instant(String text) {
    return Instants.iso(text);
  }

  static String text(Instant moment, ZoneId zone) {
    LocalDate day = moment.atZone(zone).toLocalDate();
    String date = day.toString();
    boolean begins = day.atStartOfDay(zone).toInstant().equals(moment);
    return begins && date.length() == DATE_LENGTH ? date : moment.toString();
  }
}
