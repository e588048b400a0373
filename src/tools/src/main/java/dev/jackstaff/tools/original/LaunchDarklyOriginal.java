package dev.jackstaff.tools.original;

import com.launchdarkly.logging.Logs;
import com.launchdarkly.sdk.ContextBuilder;
import com.launchdarkly.sdk.ContextKind;
import com.launchdarkly.sdk.ContextMultiBuilder;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.FileData;
import dev.jackstaff.internal.json.PlainJson;
import dev.jackstaff.model.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LaunchDarkly's client on the same files alone, so that nothing leaves the process. */
final class LaunchDarklyOriginal implements OriginalSystem {
  private final LDClient client;

  LaunchDarklyOriginal(OriginalInput input) {
    Path[] files = input.files().toArray(new Path[0]);
    LDConfig config =
        new LDConfig.Builder()
            .dataSource(FileData.dataSource().filePaths(files))
            .events(Components.noEvents())
            .diagnosticOptOut(true)
            .logging(Components.logging(Logs.none()))
            .build();
    client = new LDClient("no-key", config);
  }

  @Override
  public @Nullable Object value(String flag, User user) {
    LDValue value = client.jsonValueVariation(flag, context(user), LDValue.ofNull());
    return value.isNull() ? null : PlainJson.read(value.toJsonString(), flag);
  }

  /** An object with a key is a context of another kind. */
  private static LDContext context(User user) {
    ContextBuilder own = LDContext.builder(String.valueOf(user.id()));
    ContextMultiBuilder all = LDContext.multiBuilder();
    for (Map.Entry<String, Object> attribute : user.attributes().entrySet()) {
      LDValue value = LDValue.parse(PlainJson.write(attribute.getValue()));
      if (value.get("key").isString()) {
        ContextBuilder other =
            LDContext.builder(ContextKind.of(attribute.getKey()), value.get("key").stringValue());
        value.keys().forEach(name -> other.set(name, value.get(name)));
        all.add(other.build());
      } else {
        own.set(attribute.getKey(), value);
      }
    }
    return all.add(own.build()).build();
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
