package dev.jackstaff.internal.json;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.model.Condition;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.Schedule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a whole document, in one pass if it has no problems. */
final class DocumentReader {
  private static final String SCHEMA = "$schema";
  private static final List<String> BESIDE = List.of(SCHEMA, "flags", "segments", "plans");

  private final DocumentProblems findings;
  private final DocumentForm shape;
  private final Json root;
  private final List<Flag> flags = new ArrayList<>();
  private final Map<String, Condition> segments = new LinkedHashMap<>();
  private final Map<String, List<Schedule.Step>> plans = new LinkedHashMap<>();
  private final Set<String> unnameable = new HashSet<>();

  private DocumentReader(ParsedText tree, String place, Provenance origin) {
    this.shape = DocumentForm.of(tree.root());
    this.findings = new DocumentProblems(tree, place, shape, null, origin);
    this.root = Json.root(tree.root(), findings);
  }

  static FlagSet read(String text, String place, Provenance origin) {
    DocumentReader reader = new DocumentReader(ParsedText.read(text, place, origin), place, origin);
    return reader.findings.collect(reader::read);
  }

  private FlagSet read() {
    if (!root.isObject()) {
      root.problem(() -> "a document must be an object of flags, was " + root.type());
    } else if (shape == DocumentForm.LONG) {
      root.entries().forEach(this::longForm);
      missingFlags();
    } else {
      root.entries().forEach(this::shortForm);
    }
    return set();
  }

  private void longForm(Json entry) {
    switch (entry.key()) {
      case SCHEMA -> entry.string();
      case "flags" -> entry.entries().forEach(this::flag);
      case "segments" -> segments(entry);
      case "plans" -> plans(entry);
      default -> {
        entry.misnamed(() -> misplaced(entry.key()));
      }
    }
  }

  private static String misplaced(String key) {
    return "'"
        + Spelling.shown(key)
        + "' is not allowed beside 'flags'; only '$schema', 'segments' and 'plans' are"
        + Spelling.suggestion(key, BESIDE);
  }

  private void missingFlags() {
    if (!root.has("flags")) {
      root.problem(() -> "a document with 'segments' must have 'flags'");
    }
  }

  private void shortForm(Json entry) {
    if (entry.key().equals(SCHEMA)) {
      entry.string();
    } else {
      flag(entry);
    }
  }

  private void flag(Json entry) {
    Flag flag = FlagReader.read(entry.key(), entry);
    if (flag == null) {
      unnameable.add(entry.key());
    } else {
      flags.add(flag);
    }
  }

  private void segments(Json value) {
    if (!value.isObject()) {
      value.wrong("an object of conditions");
    }
    value.entries().forEach(entry -> segments.put(entry.key(), ConditionReader.read(entry)));
  }

  private void plans(Json value) {
    if (!value.isObject()) {
      value.wrong("an object of lists of steps");
    }
    for (Json entry : value.entries()) {
      List<Schedule.Step> steps = ScheduleReader.steps(entry);
      plans.put(entry.key(), steps == null ? ScheduleReader.STAND_IN.steps() : steps);
    }
  }

  private FlagSet set() {
    try {
      return FlagSet.of(unnameable.isEmpty() ? flags : referable(), segments, plans);
    } catch (InvalidFlagsException fault) {
      findings.add(fault);
      return FlagSet.empty();
    }
  }

  /** Returns the flags without requirements of flags with invalid names. */
  private List<Flag> referable() {
    return flags.stream().map(this::referable).toList();
  }

  private Flag referable(Flag flag) {
    return flag.toBuilder()
        .requires(flag.requires().stream().filter(r -> !unnameable.contains(r.flag())).toList())
        .build();
  }
}
