package dev.jackstaff.tools.convert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jackstaff.internal.Spelling;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.tools.convert.ConversionNote.Translation;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The flags of a conversion, the notes on them and the faults of the input. Not thread-safe. */
public final class ConvertedFlags {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,99}");
  private static final String PLACE = "the converted file";

  private final ZoneId zone;
  private final Map<String, ConvertedFlag> flags = new LinkedHashMap<>();
  private final Map<String, String> oldNames = new LinkedHashMap<>();
  private final Map<String, Object> segments = new LinkedHashMap<>();
  private final List<ConversionNote> segmentNotes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * Begins without flags.
   *
   * @param zone the time zone of the application, for dates without one
   */
  public ConvertedFlags(ZoneId zone) {
    this.zone = zone;
  }

  ZoneId zone() {
    return zone;
  }

  /** Adds a flag; characters that a name cannot have become underscores. */
  ConvertedFlag add(String oldName, String place) {
    String name = newName(oldName);
    ConvertedFlag flag = new ConvertedFlag(name, this);
    if (flags.containsKey(name)) {
      problem(place, oldName, "there is a second flag of the name '" + name + "'; remove one");
      return flag;
    }
    if (!name.equals(oldName)) {
      String text = "was '" + Spelling.shown(oldName) + "'; change the name in your code as well";
      flag.note("name", Translation.CHANGED, text);
    }
    flags.put(name, flag);
    oldNames.put(name, oldName);
    return flag;
  }

  /** Returns the name that a flag has in the written file. */
  static String newName(String oldName) {
    if (oldName.equals("flags") || oldName.equals("segments")) {
      return oldName + "_";
    }
    String name = oldName.replaceAll("[^A-Za-z0-9_.:-]", "_");
    name = name.substring(0, Math.min(100, name.length()));
    return NAME.matcher(name).matches()
        ? name
        : "_" + name.substring(0, Math.min(99, name.length()));
  }

  /** Adds a segment. */
  void segment(String name, Map<String, Object> condition) {
    segments.put(name, condition);
  }

  /** Notes that a part of a segment was left out. */
  void segmentNote(String name, String text) {
    segmentNotes.add(new ConversionNote("segments." + name, "segment", Translation.LEFT_OUT, text));
  }

  /** Records a fault of the input. */
  void problem(String place, @Nullable String subject, String message) {
    problems.add(place + ": " + (subject == null ? "" : Spelling.shown(subject) + ": ") + message);
  }

  /** Records a fault with its place and subject. */
  void problem(String text) {
    problems.add(text);
  }

  /** Returns the first problem of a condition, or an empty text. */
  String conditionFault(Map<String, Object> condition) {
    Object rule = Map.of("if", condition, "enabled", true);
    Object document =
        Map.of("flags", Map.of("x", Map.of("rules", List.of(rule))), "segments", segments);
    try {
      FlagDocument.read(PlainJson.write(document).getBytes(UTF_8), PLACE);
      return "";
    } catch (InvalidFlagsException e) {
      return e.problems().get(0).message();
    }
  }

  /** {@return the faults of the input; while there are any, there is no file} */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** {@return the notes, flag by flag} */
  public List<ConversionNote> notes() {
    List<ConversionNote> notes = new ArrayList<>();
    for (ConvertedFlag flag : flags.values()) {
      if (flag.notes().isEmpty()) {
        notes.add(new ConversionNote(flag.name(), "flag", Translation.AS_BEFORE, ""));
      }
      notes.addAll(flag.notes());
    }
    notes.addAll(segmentNotes);
    return notes;
  }

  /** {@return the old name of each flag, by its name in the written file} */
  public Map<String, String> oldNames() {
    return Map.copyOf(oldNames);
  }

  /** {@return the flag file} */
  public String file() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    flags.forEach((name, flag) -> definitions.put(name, flag.definition()));
    if (segments.isEmpty()) {
      return PlainJson.pretty(definitions);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("flags", definitions);
    document.put("segments", segments);
    return PlainJson.pretty(document);
  }

  /**
   * {@return the flags of the file}
   *
   * @throws InvalidFlagsException if the old definitions contradict each other, such as flags that
   *     require each other in a circle
   */
  public FlagSet read() {
    return FlagDocument.read(file().getBytes(UTF_8), PLACE);
  }
}
