package dev.jackstaff.internal.json;

import dev.jackstaff.model.Guard;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
    put("errors", Guard::errors, object::put);
    put("slow", GuardWriter::slow, object::put);
    if (!guard.metrics().isEmpty()) {
      ObjectNode metrics = object.putObject("metrics");
      guard.metrics().forEach((event, harmful) -> metrics.put(event, FlagWriter.text(harmful)));
    }
    put("window", each -> each.window().toString(), object::put);
    put("alpha", Guard::alpha, object::put);
    put("then", each -> FlagWriter.text(each.then()), object::put);
    put("min", Guard::min, object::put);
    put("atLeast", Guard::atLeast, object::put);
    put("patience", GuardWriter::patience, object::put);
    guard.tolerance().ifPresent(share -> object.put("tolerance", share));
    put("perAddress", Guard::perAddress, object::put);
    return object;
  }

  private <T> void put(
      String name, Function<Guard, @Nullable T> setting, BiConsumer<String, T> writer) {
    T value = setting.apply(guard);
    if (value != null && !Objects.equals(value, setting.apply(Guard.DEFAULT))) {
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
