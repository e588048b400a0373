package dev.jackstaff.internal.json;

import dev.jackstaff.model.Guard;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a guard; settings with their default values are omitted. */
final class GuardWriter {
  private final Guard guard;
  private final ObjectNode object = JsonNodeFactory.instance.objectNode();

  private GuardWriter(Guard guard) {
    this.guard = guard;
  }

  static ObjectNode write(Guard guard) {
    return new GuardWriter(guard).write();
  }

  private ObjectNode write() {
    Guard usual = Guard.DEFAULT;
    put("errors", guard.errors(), usual.errors(), object::put);
    put("slow", slow(guard), null, object::put);
    if (!guard.metrics().isEmpty()) {
      ObjectNode metrics = object.putObject("metrics");
      guard.metrics().forEach((event, harmful) -> metrics.put(event, FlagWriter.text(harmful)));
    }
    put("window", guard.window().toString(), usual.window().toString(), object::put);
    put("alpha", guard.alpha(), usual.alpha(), object::put);
    put("then", FlagWriter.text(guard.then()), FlagWriter.text(usual.then()), object::put);
    put("min", guard.min(), usual.min(), object::put);
    put("atLeast", guard.atLeast(), usual.atLeast(), object::put);
    put("patience", patience(guard), null, object::put);
    guard.tolerance().ifPresent(share -> object.put("tolerance", share));
    put("perAddress", guard.perAddress(), usual.perAddress(), object::put);
    return object;
  }

  private static <T> void put(
      String name, @Nullable T value, @Nullable T usual, BiConsumer<String, T> writer) {
    if (value != null && !value.equals(usual)) {
      writer.accept(name, value);
    }
  }

  private static @Nullable String slow(Guard guard) {
    return guard.isSlowAuto() ? "auto" : guard.slow() == null ? null : guard.slow().toString();
  }

  /** Returns the patience unless it is the default beside the same limit for slow requests. */
  private static @Nullable String patience(Guard guard) {
    Guard usual = Guard.builder().slow(guard.slow()).build();
    return guard.patience().equals(usual.patience()) ? null : guard.patience().toString();
  }
}
