package dev.jackstaff.benchmark;

import com.configcat.ConfigCatClient;
import com.configcat.LogLevel;
import com.configcat.OverrideBehaviour;
import com.configcat.OverrideDataSourceBuilder;
import com.configcat.User;
import dev.jackstaff.benchmark.Catalogue.FlagSpec;
import dev.jackstaff.benchmark.Catalogue.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** ConfigCat's client on a local file alone, so that nothing leaves the process. */
class ConfigCat extends Peer {

  private static final int BOOLEAN = 0;
  private static final int IS_ONE_OF = 0;

  final ConfigCatClient client;

  ConfigCat(Catalogue catalogue) {
    super(catalogue);
    String file = Documents.file(document(catalogue)).toString();
    client =
        ConfigCatClient.get(
            "benchmark-0000000000000/0000000000000000000000",
            options -> {
              options.flagOverrides(
                  OverrideDataSourceBuilder.localFile(file, false), OverrideBehaviour.LOCAL_ONLY);
              options.logLevel(LogLevel.NO_LOG);
            });
  }

  private static Object document(Catalogue catalogue) {
    return Map.of(
        "p", Map.of("s", "salt"), "f", Documents.byName(catalogue, ConfigCat::definition));
  }

  private static Object definition(FlagSpec flag) {
    Object value = value(flag.kind() == Kind.ON);
    return switch (flag.kind()) {
      case ON, OFF -> Map.of("t", BOOLEAN, "v", value);
      case PERCENTAGE -> Map.of("t", BOOLEAN, "v", value, "p", shares(flag.percentage()));
      case LISTED -> Map.of("t", BOOLEAN, "v", value, "r", List.of(rule(flag.users())));
    };
  }

  private static Object value(boolean on) {
    return Map.of("b", on);
  }

  private static Object shares(double percentage) {
    // ConfigCat takes whole percentages only.
    long on = Math.round(percentage);
    return List.of(Map.of("p", on, "v", value(true)), Map.of("p", 100 - on, "v", value(false)));
  }

  private static Object rule(List<String> users) {
    Object condition = Map.of("a", "Identifier", "c", IS_ONE_OF, "l", users);
    return Map.of("c", List.of(Map.of("u", condition)), "s", Map.of("v", value(true)));
  }

  @Override
  Predicate<String> begin(String userId) {
    User user = User.newBuilder().build(userId);
    return name -> client.getValue(Boolean.class, name, user, false);
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same in one call. */
  static final class All extends ConfigCat {

    All(Catalogue catalogue) {
      super(catalogue);
    }

    @Override
    Object decideAll(String userId) {
      return client.getAllValues(User.newBuilder().build(userId));
    }
  }
}
