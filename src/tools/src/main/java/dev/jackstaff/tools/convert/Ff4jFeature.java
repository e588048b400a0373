package dev.jackstaff.tools.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A feature of FF4J, as the file or the tables define it. Mutable until it is read. */
final class Ff4jFeature {
  final String uid;
  final boolean enabled;
  final @Nullable String description;
  final @Nullable String group;
  final List<String> roles = new ArrayList<>();
  final Map<String, Object> properties = new LinkedHashMap<>();
  final Map<String, String> parameters = new LinkedHashMap<>();
  @Nullable String strategy;

  Ff4jFeature(String uid, boolean enabled, @Nullable String description, @Nullable String group) {
    this.uid = uid;
    this.enabled = enabled;
    this.description = description;
    this.group = group;
  }

  /** Returns the strategy without its package if FF4J itself has it, otherwise its class. */
  String strategyName() {
    String name = strategy == null ? "" : strategy.strip();
    return name.startsWith("org.ff4j.") ? name.substring(name.lastIndexOf('.') + 1) : name;
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "").strip();
  }
}
