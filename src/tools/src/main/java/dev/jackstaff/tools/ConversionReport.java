package dev.jackstaff.tools;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.tools.convert.ConversionNote;
import dev.jackstaff.tools.convert.ConversionNote.Translation;
import dev.jackstaff.tools.convert.ConvertedFlags;
import dev.jackstaff.tools.convert.SourceSystem;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The report on a conversion.
 *
 * @param system the other system
 * @param converted the flags and the notes on them
 * @param changes the number of users with another answer, by flag; null if nothing was compared
 * @param users the number of users that were compared
 */
record ConversionReport(
    SourceSystem system,
    ConvertedFlags converted,
    @Nullable Map<String, Integer> changes,
    int users) {

  void text(PrintWriter out) {
    String last = "";
    for (ConversionNote note : converted.notes()) {
      if (!note.flag().equals(last)) {
        counted(last, out);
      }
      last = note.flag();
      out.println(note);
    }
    counted(last, out);
    out.println(summary());
    if (changes == null) {
      out.println(
          system == SourceSystem.GROWTHBOOK
              ? "not compared: the tools do not know the library of GrowthBook"
              : "not compared: put "
                  + system.library()
                  + " on the class path to count the users with another answer");
    }
  }

  private void counted(String flag, PrintWriter out) {
    if (changes == null || flag.isEmpty()) {
      return;
    }
    Integer count = changes.get(flag);
    if (count == null) {
      out.println(flag + ": not compared: " + system.library() + " alone cannot decide it");
    } else {
      out.printf(
          Locale.ROOT,
          "%s: compared with %s: another answer for %,d of %s%n",
          flag,
          system.library(),
          count,
          Counts.of(users, "user"));
    }
  }

  /** Returns the number of flags by their worst result. */
  private String summary() {
    Map<String, Translation> worst = new LinkedHashMap<>();
    for (ConversionNote note : converted.notes()) {
      worst.merge(note.flag(), note.result(), (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
    Map<Translation, Integer> counts = new EnumMap<>(Translation.class);
    worst.values().forEach(result -> counts.merge(result, 1, Integer::sum));
    StringJoiner text = new StringJoiner(", ", Counts.of(worst.size(), "flag") + ": ", "");
    text.setEmptyValue(Counts.of(0, "flag"));
    counts.forEach((result, count) -> text.add(count + " " + result));
    return text.toString();
  }

  String json() {
    Map<String, @Nullable Object> flags = new LinkedHashMap<>();
    for (String flag : converted.oldNames().keySet().stream().sorted().toList()) {
      List<Map<String, String>> notes =
          converted.notes().stream()
              .filter(note -> note.flag().equals(flag))
              .map(ConversionReport::json)
              .toList();
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("notes", notes);
      json.put("changed", changes == null ? null : changes.get(flag));
      flags.put(flag, json);
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("from", system.toString());
    all.put("users", changes == null ? null : users);
    all.put("flags", flags);
    return PlainJson.pretty(all);
  }

  private static Map<String, String> json(ConversionNote note) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("part", note.part());
    json.put("result", note.result().toString());
    json.put("text", note.text());
    return json;
  }
}
