package dev.jackstaff.internal.json;

import dev.jackstaff.model.About;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the descriptive metadata of a flag. */
final class DescriptionReader {
  /** The properties that do not affect decisions. */
  static final Set<String> PROPERTIES =
      Set.of("description", "owner", "tags", "created", "expires", "permanent", "metadata");

  private boolean any;
  private @Nullable String description;
  private @Nullable String owner;
  private List<String> tags = List.of();
  private @Nullable Instant created;
  private @Nullable Instant expires;
  private boolean permanent;
  private Map<String, @Nullable Object> metadata = Map.<String, @Nullable Object>of();

  /** Reads a property; returns false if it is none of these. */
  boolean take(Json value) {
    switch (value.key()) {
      case "description" -> description = value.string();
      case "owner" -> owner = value.string();
      case "tags" -> tags = value.strings();
      case "created" -> created = FlagReader.moment(value);
      case "expires" -> expires = FlagReader.moment(value);
      case "permanent" -> permanent = value.flag();
      case "metadata" -> metadata = metadata(value);
      default -> {
        return false;
      }
    }
    any = true;
    return true;
  }

  About read() {
    return any
        ? new About(description, owner, tags, created, expires, permanent, metadata)
        : About.NOTHING;
  }

  private static Map<String, @Nullable Object> metadata(Json value) {
    if (!value.isObject()) {
      value.wrong("an object");
      return Map.<String, @Nullable Object>of();
    }
    Map<String, @Nullable Object> map = value.map();
    // Validates only, while the place of the value is still known.
    About checked = value.made(() -> new About(null, null, List.of(), null, null, false, map));
    return checked == null ? Map.<String, @Nullable Object>of() : checked.metadata();
  }
}
