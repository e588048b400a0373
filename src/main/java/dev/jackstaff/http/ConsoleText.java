package dev.jackstaff.http;

import dev.jackstaff.internal.OneLine;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
final class ConsoleText {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);

  private ConsoleText() {}

  /** As {@code 25 %} or {@code 0.5 %}. */
  static String percent(double percentage) {
    return number(percentage) + "\u00a0%";
  }

  /** 20 rather than 20.0. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** At most four decimals, for what people only look at. */
  static String rounded(double value) {
    return number(Math.round(value * 1e4) / 1e4);
  }

  /** As {@code 12,345}. */
  static String thousands(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
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

  /** Without the day. */
  static String second(Instant moment) {
    return SECOND.format(moment.atZone(ZoneOffset.UTC)) + " UTC";
  }

  /** As {@code 3 days}, for the past and the future alike. */
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

  /** A moment, by how long ago it was, or how soon it is; the whole of it is in the title. */
  static ConsoleHtml ago(Instant moment, Instant now) {
    String span = span(moment, now);
    String text = moment.isAfter(now) ? "in " + span : span + " ago";
    return time(moment, text);
  }

  static ConsoleHtml time(Instant moment, String text) {
    return ConsoleHtml.of(
        "<time datetime=\"{}\" title=\"{}\">{}</time>", moment, minute(moment), text);
  }

  /** Without line breaks and what turns the direction of a text around, since logs show it. */
  static String oneLine(String text) {
    return OneLine.of(text);
  }

  static String cut(String text, int longest) {
    return OneLine.cut(text, longest);
  }
}
