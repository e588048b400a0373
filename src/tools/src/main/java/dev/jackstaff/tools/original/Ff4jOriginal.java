package dev.jackstaff.tools.original;

import dev.jackstaff.model.User;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ff4j.FF4j;
import org.ff4j.conf.XmlParser;
import org.ff4j.core.FlippingExecutionContext;
import org.ff4j.store.JdbcFeatureStore;
import org.ff4j.strategy.ClientFilterStrategy;
import org.ff4j.strategy.RegionFlippingStrategy;
import org.ff4j.strategy.ServerFilterStrategy;
import org.jspecify.annotations.Nullable;

/** FF4J with the same files or tables. It has no AuthorizationsManager, so it ignores roles. */
final class Ff4jOriginal implements OriginalSystem {
  private final FF4j ff4j = new FF4j();

  Ff4jOriginal(OriginalInput input) {
    if (input.url() != null) {
      ff4j.setFeatureStore(new JdbcFeatureStore(input.database()));
      return;
    }
    for (Path file : input.files()) {
      try (InputStream content = Files.newInputStream(file)) {
        new XmlParser()
            .parseConfigurationFile(content)
            .getFeatures()
            .values()
            .forEach(ff4j.getFeatureStore()::create);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    FlippingExecutionContext context = new FlippingExecutionContext();
    // A missing one is an exception there, so it is the empty text.
    context.putString(ClientFilterStrategy.CLIENT_HOSTNAME, "");
    context.putString(ServerFilterStrategy.SERVER_HOSTNAME, "");
    context.putString(RegionFlippingStrategy.PARAMNAME_USER_REGION, "");
    user.attributes().forEach((name, value) -> context.putString(name, String.valueOf(value)));
    return ff4j.check(flag, context);
  }

  @Override
  public void close() {
    ff4j.stop();
  }
}
