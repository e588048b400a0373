package dev.jackstaff.tools.original;

import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.User;
import io.getunleash.DefaultUnleash;
import io.getunleash.Unleash;
import io.getunleash.UnleashContext;
import io.getunleash.util.UnleashConfig;
import io.getunleash.variant.Payload;
import io.getunleash.variant.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Unleash's client on the same file, with polling and metrics off. */
final class UnleashOriginal implements OriginalSystem {
  private final Unleash unleash;
  private final Set<String> withVariants = new HashSet<>();

  UnleashOriginal(OriginalInput input) {
    if (input.files().size() != 1) {
      throw new IllegalArgumentException("Unleash's client reads one file");
    }
    Path file = input.files().get(0);
    String document;
    Path backup;
    try {
      document = Files.readString(file);
      // A backup would win over the bootstrap, so it has the same content.
      backup = Files.createTempFile("unleash", ".json");
      Files.writeString(backup, document);
      backup.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    variants(PlainJson.read(document, file.toString()));
    unleash =
        new DefaultUnleash(
            UnleashConfig.builder()
                .appName("jackstaff-tools")
                .instanceId("jackstaff-tools")
                .unleashAPI("http://localhost:1/api")
                .apiKey("none")
                .disablePolling()
                .disableMetrics()
                .backupFile(backup.toString())
                .toggleBootstrapProvider(() -> Optional.of(document))
                .build());
  }

  private void variants(@Nullable Object document) {
    Map<?, ?> file = (Map<?, ?>) Objects.requireNonNull(document);
    for (Object feature : (List<?>) Objects.requireNonNull(file.get("features"))) {
      if (PlainJson.write(feature).contains("\"weight\"")) {
        withVariants.add(String.valueOf(((Map<?, ?>) feature).get("name")));
      }
    }
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    UnleashContext.Builder context = UnleashContext.builder();
    if (user.id() != null) {
      context.userId(user.id());
    }
    for (Map.Entry<String, Object> attribute : user.attributes().entrySet()) {
      String text = String.valueOf(attribute.getValue());
      switch (attribute.getKey()) {
        case "sessionId" -> context.sessionId(text);
        case "remoteAddr" -> context.remoteAddress(text);
        case "appName" -> context.appName(text);
        case "environment" -> context.environment(text);
        default -> context.addProperty(attribute.getKey(), text);
      }
    }
    UnleashContext built = context.build();
    if (!withVariants.contains(flag)) {
      return unleash.isEnabled(flag, built);
    }
    Variant variant = unleash.getVariant(flag, built);
    return unleash.isEnabled(flag, built) ? value(variant) : null;
  }

  private static @Nullable Object value(Variant variant) {
    Payload payload = variant.getPayload().orElse(null);
    if (payload == null) {
      return variant.getName();
    }
    String text = payload.getValue();
    String type = payload.getType();
    if (text == null) {
      return variant.getName();
    }
    return type.equals("number") || type.equals("json") ? PlainJson.read(text, type) : text;
  }

  @Override
  public void close() {
    unleash.shutdown();
  }
}
