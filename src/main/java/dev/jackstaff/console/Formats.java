package dev.jackstaff.console;

import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.web.Fragment;
import dev.jackstaff.internal.web.Html;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats numbers and times for people. */
final class Formats {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);

  private Formats() {}

  record TimeText(Instant moment, String title, String text) implements Fragment {}

  /** Formats a percentage, such as {@code 25 %} or {@code 0.5 %}. */
  static String percent(double percentage) {
    return number(percentage) + "\u00a0%";
  }

  /** Formats a number, as 20 rather than 20.0. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Formats a number with at most four decimals, for display only. */
  static String rounded(double value) {
    return number(Math.round(value * 1e4) / 1e4);
  }

  /** Formats a number with separators, such as {@code 12,345}. */
  static String thousands(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** Formats a duration, such as {@code 0.8 s}, {@code 30 minutes} or {@code 90 minutes}. */
  static String duration(Duration duration) {
    if (duration.isZero() || duration.toMillis() % 60_000 != 0) {
      return number(duration.toMillis() / 1e3) + "\u00a0s";
    }
    if (duration.toMinutes() % 60 != 0) {
      return count((int) duration.toMinutes(), "minute", "minutes");
    }
    return duration.toHours() % 24 != 0
        ? count((int) duration.toHours(), "hour", "hours")
        : count((int) duration.toDays(), "day", "days");
  }

  static String day(Instant moment) {
    return DAY.format(moment.atZone(ZoneOffset.UTC));
  }

  static String minute(Instant moment) {
    return minute(moment, ZoneOffset.UTC) + " UTC";
  }

  static String minute(Instant moment, ZoneId zone) {
    return MINUTE.format(moment.atZone(zone));
  }

  /** Formats the time of a moment without its day. */
  static String second(Instant moment) {
    return SECOND.format(moment.atZone(ZoneOffset.UTC)) + " UTC";
  }

  /** Formats the time between two moments, such as {@code 3 days}, in whichever order they are. */
  static String span(Instant from, Instant to) {
    Duration span = Duration.between(from, to).abs();
    if (span.toMinutes() < 1) {
      return "less than a minute";
    }
    if (span.toHours() < 1) {
      return count((int) span.toMinutes(), "minute", "minutes");
    }
    if (span.toDays() < 2) {
      return count((int) span.toHours(), "hour", "hours");
    }
    int days = (int) Math.min(span.toDays(), 999_999);
    return days < 60 ? days + " days" : days < 730 ? days / 30 + " months" : days / 365 + " years";
  }

  /** Formats a moment relative to now, in the past or the future; the title has the full time. */
  static Html ago(Instant moment, Instant now) {
    String span = span(moment, now);
    String text = moment.isAfter(now) ? "in " + span : span + " ago";
    return time(moment, text);
  }

  static Html time(Instant moment, String text) {
    return new TimeText(moment, minute(moment), text).html();
  }

  /**
   * Removes line breaks and characters that reverse the direction of text, since the text is
   * logged.
   */
  static String oneLine(String text) {
    return OneLine.of(text);
  }

  static String cut(String text, int longest) {
    return OneLine.cut(text, longest);
  }
}
