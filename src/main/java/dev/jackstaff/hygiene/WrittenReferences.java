package dev.jackstaff.hygiene;

import dev.jackstaff.hygiene.Reference.Kind;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.InvalidFlagsException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the output of {@code refs --format json}. */
public final class WrittenReferences {
  private final List<Reference> found = new ArrayList<>();
  private final String source;

  private WrittenReferences(String source) {
    this.source = source;
  }

  /**
   * {@return the references of a document}
   *
   * @param json the document
   * @param source the name of the document in messages
   * @throws IllegalArgumentException if the document was not written by {@code refs}
   */
  public static References read(byte[] json, String source) {
    try {
      return new WrittenReferences(source).read(PlainJson.read(json, source));
    } catch (InvalidFlagsException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private References read(@Nullable Object document) {
    Map<?, ?> all = object(document);
    object(all.get("flags"))
        .forEach((flag, places) -> list(places).forEach(it -> add(String.valueOf(flag), it)));
    list(all.get("unknown")).forEach(it -> add(null, it));
    Object sources = all.get("uncompiled");
    List<String> uncompiled =
        sources == null ? List.of() : list(sources).stream().map(this::text).toList();
    int classes = number(all.get("classes"));
    return References.of(found, classes, number(all.get("files")), uncompiled);
  }

  private void add(@Nullable String flag, @Nullable Object place) {
    Map<?, ?> it = object(place);
    Reference reference =
        new Reference(
            flag,
            kind(text(it.get("kind"))),
            text(it.get("how")),
            text(it.get("file")),
            number(it.get("line")),
            origin(it));
    found.add(reference);
  }

  private @Nullable Origin origin(Map<?, ?> place) {
    Object since = place.get("since");
    Object commit = place.get("commit");
    Object owner = place.get("owner");
    return since == null && owner == null
        ? null
        : new Origin(
            since == null ? null : date(text(since)),
            commit == null ? null : text(commit),
            owner == null ? null : text(owner));
  }

  private LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw wrong("'" + text + "' is not a date");
    }
  }

  private Kind kind(String text) {
    try {
      return Kind.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong("there is no kind of reference '" + text + "'");
    }
  }

  private Map<?, ?> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw wrong("an object is missing");
  }

  private List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong("a list is missing");
  }

  private String text(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong("a text is missing");
  }

  private int number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.intValue();
    }
    throw wrong("a number is missing");
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(source + " was not written by refs --format json: " + what);
  }
}
