package dev.jackstaff.internal.json;

import dev.jackstaff.model.FlagSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a document, or changes definitions in it. */
final class DocumentWriter {
  private static final String PLACE = "document";

  private final String text;
  private final Members root;

  /** Creates a writer; only checks that the document is JSON and an object. */
  DocumentWriter(byte[] document) {
    this.text = LinesAndColumns.decode(document, PLACE);
    if (!ParsedText.read(text, PLACE, Provenance.FILE).root().isObject()) {
      throw LinesAndColumns.refused(PLACE, "a document must be an object of flags");
    }
    this.root = Members.of(text);
  }

  static String write(FlagSet set) {
    Map<String, JsonNode> flags = new LinkedHashMap<>();
    set.flags().forEach(flag -> flags.put(flag.name(), FlagWriter.write(flag)));
    if (set.segments().isEmpty() && set.plans().isEmpty()) {
      return Layout.lines(flags, "") + "\n";
    }
    Map<String, JsonNode> segments = new LinkedHashMap<>();
    set.segments().forEach((name, who) -> segments.put(name, ConditionWriter.write(who)));
    Map<String, JsonNode> plans = new LinkedHashMap<>();
    set.plans().forEach((name, steps) -> plans.put(name, FlagWriter.steps(steps)));
    List<String> parts = new ArrayList<>();
    parts.add(Layout.entry("flags", Layout.lines(flags, "  ")));
    if (!segments.isEmpty()) {
      parts.add(Layout.entry("segments", Layout.lines(segments, "  ")));
    }
    if (!plans.isEmpty()) {
      parts.add(Layout.entry("plans", Layout.lines(plans, "  ")));
    }
    return Layout.lines(parts, "{}", "") + "\n";
  }

  String withFlags(Map<String, JsonNode> values, Set<String> removed) {
    return flagsEntry().map(entry -> Members.of(text, entry)).orElse(root).edited(values, removed);
  }

  String withSegments(Map<String, JsonNode> values, Set<String> removed) {
    if (segments().isPresent()) {
      return segments().get().edited(values, removed);
    }
    if (values.isEmpty()) {
      return text;
    }
    ObjectNode segments = ParsedText.MAPPER.createObjectNode().setAll(values);
    return flagsEntry().isPresent()
        ? root.edited(Map.of("segments", segments), Set.of())
        : longForm(values);
  }

  /** Returns the entry with the flags; empty in the short form. */
  private Optional<Members.Member> flagsEntry() {
    return root.find("flags").filter(entry -> text.charAt(entry.value()) == '{');
  }

  private Optional<Members> segments() {
    return root.find("segments")
        .filter(entry -> text.charAt(entry.value()) == '{')
        .map(entry -> Members.of(text, entry));
  }

  /**
   * Returns the long form: all entries as they were written, indented one level deeper, and the
   * segments.
   */
  private String longForm(Map<String, JsonNode> segments) {
    List<String> parts = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    for (Members.Member entry : root.all()) {
      boolean schema = entry.name().equals("$schema");
      (schema ? parts : flags).add(root.written(entry).replace("\n", schema ? "\n" : "\n  "));
    }
    parts.add(Layout.entry("flags", Layout.lines(flags, "{}", "  ")));
    parts.add(Layout.entry("segments", Layout.lines(segments, "  ")));
    return Layout.lines(parts, "{}", "") + "\n";
  }
}
