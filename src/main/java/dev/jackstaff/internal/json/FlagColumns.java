package dev.jackstaff.internal.json;

import dev.jackstaff.model.Flag;
import dev.jackstaff.model.InvalidFlagsException;
import dev.jackstaff.model.InvalidFlagsException.Problem;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A flag in the form of a table row: its simplest properties in columns that other programs use,
 * the others in one JSON column.
 *
 * @param enabled the fallback
 * @param percentage the percentage of users, or null
 * @param users a JSON list of ids, or null for none
 * @param metadata a JSON object, or null for an empty one
 * @param definition a JSON object of everything else, or null for an empty one
 */
public record FlagColumns(
    boolean enabled,
    @Nullable Double percentage,
    @Nullable String users,
    @Nullable String metadata,
    @Nullable String definition) {

  /** The properties that other programs use, by their names in a document. */
  public static final List<String> SHARED = List.of("enabled", "percentage", "users");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * {@return the columns of a flag}
   *
   * @param flag the flag
   * @param enabled the value for the column {@code enabled}, which other programs read
   * @param percentage the value for the column {@code percentage}, or null
   * @param users the ids for the column {@code users}
   */
  public static FlagColumns of(
      Flag flag, boolean enabled, @Nullable Double percentage, Collection<String> users) {
    Map<String, @Nullable Object> metadata = flag.about().metadata();
    return new FlagColumns(
        enabled, percentage, text(users), ParsedText.node(metadata).toString(), definition(flag));
  }

  private static String text(Collection<String> users) {
    return ParsedText.node(List.copyOf(users)).toString();
  }

  /**
   * Returns the JSON column. While the flag is killed, the shared columns do not have the real
   * values, so this column contains them.
   */
  private static String definition(Flag flag) {
    JsonNode whole = FlagWriter.write(flag);
    ObjectNode rest = whole instanceof ObjectNode object ? object : NODES.objectNode();
    rest.remove("metadata");
    if (!flag.isKilled()) {
      rest.remove(SHARED);
    }
    return rest.toString();
  }

  /**
   * {@return the users in the column}
   *
   * @param name the flag's name, for messages
   * @throws InvalidFlagsException if it is not a list of strings and integers
   */
  public List<String> ids(String name) {
    JsonNode list = node(name, "users", users);
    if (list.isNull()) {
      return List.of();
    }
    boolean right =
        list.isArray()
            && list.valueStream().allMatch(item -> item.isString() || item.isIntegralNumber());
    if (!right) {
      throw refused(name, "/users", "users must be a list of strings or integers");
    }
    return list.valueStream()
        .map(item -> item.isString() ? item.stringValue() : item.toString())
        .toList();
  }

  /**
   * {@return the flag that the columns define}
   *
   * <p>Invalid properties that do not affect decisions do not turn the flag off: metadata that is
   * not a JSON object is read as empty, and an invalid description, owner, tag, date or {@code
   * permanent} is ignored.
   *
   * @param name its name
   * @param changed the {@link #SHARED} properties whose columns take precedence over the
   *     definition; a percentage then replaces a schedule
   * @throws InvalidFlagsException if the columns do not define a valid flag
   */
  public Flag flag(String name, Set<String> changed) {
    JsonNode node = node(name, "definition", definition);
    if (!node.isObject() && !node.isNull()) {
      throw refused(name, "", "the definition must be an object");
    }
    ObjectNode whole = node instanceof ObjectNode object ? object : NODES.objectNode();
    fill(whole, name, changed);
    try {
      return FlagJson.readFlag(name, whole.toString(), "");
    } catch (InvalidFlagsException fault) {
      Set<String> idle = ignorable(fault);
      if (idle.isEmpty()) {
        throw fault;
      }
      whole.remove(idle);
      return FlagJson.readFlag(name, whole.toString(), "");
    }
  }

  /**
   * Returns the invalid properties that do not affect decisions; none if there may be other
   * problems.
   */
  private static Set<String> ignorable(InvalidFlagsException fault) {
    Set<String> idle = new HashSet<>();
    for (Problem problem : fault.problems()) {
      List<String> path = DocumentForm.tokens(problem.pointer());
      if (path.isEmpty() || !DescriptionReader.PROPERTIES.contains(path.get(0))) {
        return Set.of();
      }
      idle.add(path.get(0));
    }
    return fault.more() == 0 ? idle : Set.of();
  }

  /**
   * {@return the stops in the columns, read leniently, regardless of other problems}
   *
   * @param changed the {@link #SHARED} properties whose columns take precedence, as in {@link
   *     #flag}; a kill switch in the definition always applies
   */
  public Stops stops(Set<String> changed) {
    StopsReader reader = Stops.read(definition == null ? "{}" : definition);
    if (changed.contains("percentage")) {
      reader.remove("schedule");
      reader.remove("percentage");
    }
    if (changed.contains("enabled") || !reader.has("enabled")) {
      reader.put("enabled", NODES.booleanNode(enabled));
    }
    if (users != null && (changed.contains("users") || !reader.has("users"))) {
      reader.put("users", listed(users));
    }
    if (percentage != null && !reader.has("percentage") && !reader.has("schedule")) {
      reader.put("percentage", NODES.numberNode(percentage));
    }
    return reader.stops();
  }

  /**
   * Returns the list of users. Text that cannot be parsed is returned as a string, since it may
   * contain a user.
   */
  private static JsonNode listed(String users) {
    try {
      return ParsedText.read(users, "users", Provenance.FILE).root();
    } catch (InvalidFlagsException unreadable) {
      return NODES.stringNode(users);
    }
  }

  private void fill(ObjectNode whole, String name, Set<String> changed) {
    if (changed.contains("percentage")) {
      whole.remove(List.of("schedule", "percentage"));
    }
    if (changed.contains("enabled") || !whole.has("enabled")) {
      whole.put("enabled", enabled);
    }
    if (changed.contains("users") || !whole.has("users")) {
      set(whole, "users", node(name, "users", users));
    }
    if (percentage != null && !whole.has("percentage") && !whole.has("schedule")) {
      whole.put("percentage", finite(name, percentage));
    }
    set(whole, "metadata", readMetadata());
  }

  /** Returns the metadata, or null for any text that is not a JSON object. */
  private JsonNode readMetadata() {
    try {
      ParsedText tree =
          ParsedText.read(metadata == null ? "null" : metadata, "metadata", Provenance.FILE);
      JsonNode root =
          tree.root().isString()
              ? ParsedText.read(tree.root().stringValue(), "metadata", Provenance.FILE).root()
              : tree.root();
      return root.isObject() ? root : NODES.nullNode();
    } catch (InvalidFlagsException noJson) {
      return NODES.nullNode();
    }
  }

  private static void set(ObjectNode whole, String name, JsonNode value) {
    whole.remove(name);
    if (!value.isNull()) {
      whole.set(name, value);
    }
  }

  private static double finite(String name, double percentage) {
    if (!Double.isFinite(percentage)) {
      throw refused(name, "/percentage", "percentage must be a number, was " + percentage);
    }
    return percentage;
  }

  /** Parses a column. JSON that a program has written as a string is unwrapped. */
  private static JsonNode node(String name, String column, @Nullable String json) {
    if (json == null) {
      return NODES.nullNode();
    }
    ParsedText tree = ParsedText.read(json, column, Provenance.FILE);
    ParsedText inner =
        tree.root().isString()
            ? ParsedText.read(tree.root().stringValue(), column, Provenance.FILE)
            : tree;
    if (inner.duplicates()) {
      throw refused(name, "", "a property in " + column + " is there twice");
    }
    return inner.root();
  }

  private static InvalidFlagsException refused(String name, String pointer, String message) {
    return new InvalidFlagsException(List.of(Problem.of(name, pointer, message)));
  }
}
