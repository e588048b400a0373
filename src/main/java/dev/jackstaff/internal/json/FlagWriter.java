package dev.jackstaff.internal.json;

import dev.jackstaff.model.About;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagType;
import dev.jackstaff.model.Kill;
import dev.jackstaff.model.Layer;
import dev.jackstaff.model.Requirement;
import dev.jackstaff.model.Rule;
import dev.jackstaff.model.Schedule;
import dev.jackstaff.model.Variant;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a flag in its canonical form: default values are omitted, and the order is fixed. */
final class FlagWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final double EXACT = 1L << 53;

  private final ObjectNode object = NODES.objectNode();

  private FlagWriter() {}

  static JsonNode write(Flag flag) {
    ObjectNode object = new FlagWriter().all(flag);
    boolean simple = object.isEmpty() || (object.size() == 1 && flag.enabled());
    return simple ? NODES.booleanNode(flag.enabled()) : object;
  }

  private ObjectNode all(Flag flag) {
    put("enabled", flag.enabled());
    put("users", flag.users());
    flag.percentage().ifPresent(share -> object.set("percentage", number(share)));
    if (flag.schedule() != null) {
      object.set("schedule", schedule(flag.schedule()));
    }
    put("rules", flag.rules().stream().map(FlagWriter::rule).toList());
    if (!flag.variants().isEmpty()) {
      object.set("variants", variants(flag.variants()));
    }
    put("requires", flag.requires().stream().map(Requirement::text).toList());
    put("bucketBy", flag.bucketBy(), "id");
    put("salt", flag.salt(), flag.name());
    if (flag.layer() != null) {
      object.set("layer", layer(flag.layer()));
    }
    stops(flag);
    put("type", text(flag.type()), text(FlagType.RELEASE));
    about(flag.about());
    return object;
  }

  private void stops(Flag flag) {
    Kill kill = flag.killed();
    if (kill != null) {
      object.set("killed", kill.equals(Kill.UNEXPLAINED) ? NODES.booleanNode(true) : kill(kill));
    }
    if (flag.guard() != null) {
      object.set("guard", GuardWriter.write(flag.guard()));
    }
  }

  private void about(About about) {
    put("description", about.description(), null);
    put("owner", about.owner(), null);
    put("tags", about.tags());
    put("created", date(about.created()), null);
    put("expires", date(about.expires()), null);
    put("permanent", about.permanent());
    if (!about.metadata().isEmpty()) {
      object.set("metadata", ParsedText.node(about.metadata()));
    }
  }

  private void put(String name, boolean value) {
    if (value) {
      object.put(name, true);
    }
  }

  private void put(String name, @Nullable String value, @Nullable String byDefault) {
    if (value != null && !value.equals(byDefault)) {
      object.put(name, value);
    }
  }

  private void put(String name, Collection<?> values) {
    if (!values.isEmpty()) {
      object.set(name, ParsedText.node(values));
    }
  }

  private static ObjectNode schedule(Schedule schedule) {
    ObjectNode object = NODES.objectNode();
    object.put("start", InstantText.text(schedule.start(), schedule.zone()));
    if (!schedule.zone().getId().equals("UTC")) {
      object.put("zone", schedule.zone().getId());
    }
    if (schedule.plan() != null) {
      object.put("plan", schedule.plan());
    } else {
      object.set("steps", steps(schedule.steps()));
    }
    if (schedule.hold() != null) {
      object.put("hold", schedule.hold().toString());
    }
    schedule.granted().ifPresent(count -> object.put("granted", count));
    return object;
  }

  static ArrayNode steps(List<Schedule.Step> steps) {
    ArrayNode array = NODES.arrayNode();
    steps.forEach(step -> array.add(step(step)));
    return array;
  }

  private static ArrayNode step(Schedule.Step step) {
    ArrayNode pair = NODES.arrayNode();
    if (step.offset() instanceof Period days) {
      pair.add(days.get(ChronoUnit.DAYS));
    } else {
      pair.add(step.offset().toString());
    }
    return step.segment() == null
        ? pair.add(number(step.percentage()))
        : pair.add(NODES.objectNode().put("segment", step.segment()));
  }

  private static ObjectNode layer(Layer layer) {
    ObjectNode object = NODES.objectNode().put("name", layer.name());
    object.set("from", number(layer.from()));
    object.set("to", number(layer.to()));
    return object;
  }

  private static ObjectNode rule(Rule rule) {
    ObjectNode object = NODES.objectNode();
    object.set("if", ConditionWriter.write(rule.condition()));
    if (rule.outcome() instanceof Rule.Enabled enabled) {
      object.put("enabled", enabled.on());
    } else if (rule.outcome() instanceof Rule.Percentage share) {
      object.set("percentage", number(share.percentage()));
    } else if (rule.outcome() instanceof Rule.Serve serve) {
      object.put("variant", serve.name());
    }
    return object;
  }

  private static ObjectNode variants(List<Variant> variants) {
    ObjectNode object = NODES.objectNode();
    for (Variant variant : variants) {
      JsonNode weight = number(variant.weight());
      boolean plain = variant.name().equals(variant.value());
      object.set(variant.name(), plain ? weight : weighted(weight, variant.value()));
    }
    return object;
  }

  private static ObjectNode weighted(JsonNode weight, @Nullable Object value) {
    ObjectNode object = NODES.objectNode();
    object.set("weight", weight);
    object.set("value", ParsedText.node(value));
    return object;
  }

  private static ObjectNode kill(Kill kill) {
    FlagWriter part = new FlagWriter();
    part.put("by", kill.by(), null);
    part.put("at", kill.at() == null ? null : kill.at().toString(), null);
    part.put("reason", kill.reason(), null);
    return part.object;
  }

  private static @Nullable String date(@Nullable Instant moment) {
    return moment == null ? null : InstantText.text(moment, InstantText.UTC);
  }

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Writes a number in the usual notation: 20 rather than 20.0. */
  static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) < EXACT
        ? NODES.numberNode((long) value)
        : NODES.numberNode(value);
  }
}
