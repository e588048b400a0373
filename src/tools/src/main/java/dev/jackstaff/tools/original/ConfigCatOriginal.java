package dev.jackstaff.tools.original;

import com.configcat.ConfigCatClient;
import com.configcat.LogLevel;
import com.configcat.OverrideBehaviour;
import com.configcat.OverrideDataSourceBuilder;
import dev.jackstaff.model.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ConfigCat's client on the same file alone, so that nothing leaves the process. */
final class ConfigCatOriginal implements OriginalSystem {
  private final ConfigCatClient client;
  private @Nullable User last;
  private Map<String, Object> values = Map.of();

  ConfigCatOriginal(OriginalInput input) {
    if (input.files().size() != 1) {
      throw new IllegalArgumentException("ConfigCat's client reads one file");
    }
    String file = input.files().get(0).toString();
    client =
        ConfigCatClient.get(
            "jackstaff-tools-000000/0000000000000000000000",
            options -> {
              options.flagOverrides(
                  OverrideDataSourceBuilder.localFile(file, false), OverrideBehaviour.LOCAL_ONLY);
              options.logLevel(LogLevel.NO_LOG);
            });
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    if (!user.equals(last)) {
      Map<String, Object> custom = new HashMap<>(user.attributes());
      String email = text(custom.remove("Email"));
      String country = text(custom.remove("Country"));
      com.configcat.User.Builder builder = com.configcat.User.newBuilder().custom(custom);
      if (email != null) {
        builder.email(email);
      }
      if (country != null) {
        builder.country(country);
      }
      values = client.getAllValues(builder.build(String.valueOf(user.id())));
      last = user;
    }
    return values.get(flag);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
