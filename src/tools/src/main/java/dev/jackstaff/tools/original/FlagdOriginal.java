package dev.jackstaff.tools.original;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.User;
import dev.openfeature.contrib.providers.flagd.Config;
import dev.openfeature.contrib.providers.flagd.FlagdOptions;
import dev.openfeature.contrib.providers.flagd.FlagdProvider;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.Structure;
import dev.openfeature.sdk.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** flagd's provider on the same file, without flagd itself. */
final class FlagdOriginal implements OriginalSystem {
  private static final int DEADLINE = 60_000;

  private final FlagdProvider provider;
  private final Map<String, Object> samples = new HashMap<>();

  FlagdOriginal(OriginalInput input) {
    if (input.files().size() != 1) {
      throw new IllegalArgumentException("flagd's provider reads one file");
    }
    samples(input);
    provider =
        new FlagdProvider(
            FlagdOptions.builder()
                .resolverType(Config.Resolver.FILE)
                .offlineFlagSourcePath(input.files().get(0).toString())
                .deadline(DEADLINE)
                .build());
    try {
      provider.initialize(new ImmutableContext());
    } catch (Exception e) {
      throw new IllegalStateException("flagd's provider does not start: " + e.getMessage(), e);
    }
  }

  /** Takes a value of each flag, since the provider is asked by type. */
  private void samples(OriginalInput input) {
    try {
      String text = Files.readString(input.files().get(0));
      if (PlainJson.read(text, "flags") instanceof Map<?, ?> file
          && file.get("flags") instanceof Map<?, ?> flags) {
        flags.forEach((name, flag) -> sample(String.valueOf(name), flag));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sample(String name, @Nullable Object flag) {
    if (flag instanceof Map<?, ?> map && map.get("variants") instanceof Map<?, ?> variants) {
      variants.values().stream().findFirst().ifPresent(value -> samples.put(name, value));
    }
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    Map<String, Value> values = new HashMap<>();
    user.attributes().forEach((name, value) -> values.put(name, Value.objectToValue(value)));
    ImmutableContext context = new ImmutableContext(user.id(), values);
    Object sample = samples.get(flag);
    if (sample instanceof Boolean) {
      return value(provider.getBooleanEvaluation(flag, false, context));
    } else if (sample instanceof Number) {
      return value(provider.getDoubleEvaluation(flag, 0.0, context));
    } else if (sample instanceof String) {
      return value(provider.getStringEvaluation(flag, "", context));
    }
    ProviderEvaluation<Value> found = provider.getObjectEvaluation(flag, new Value(), context);
    return found.getErrorCode() == null ? plain(found.getValue()) : null;
  }

  private static @Nullable Object value(ProviderEvaluation<?> found) {
    if (found.getErrorCode() == ErrorCode.TYPE_MISMATCH) {
      throw new IllegalStateException(String.valueOf(found.getErrorMessage()));
    }
    return found.getErrorCode() == null ? found.getValue() : null;
  }

  private static @Nullable Object plain(Value value) {
    Structure structure = value.asStructure();
    return structure == null ? value.asObject() : structure.asObjectMap();
  }

  @Override
  public void close() {
    provider.shutdown();
  }
}
