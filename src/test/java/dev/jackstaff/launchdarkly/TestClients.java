package dev.jackstaff.launchdarkly;

import com.launchdarkly.sdk.server.Components;
import com.launchdarkly.sdk.server.LDClient;
import com.launchdarkly.sdk.server.LDConfig;
import com.launchdarkly.sdk.server.integrations.TestData;

/** LaunchDarkly's own clients on its own data for tests. */
public final class TestClients {
  private TestClients() {}

  /** Returns a client that reads the data and sends nothing. */
  public static LDClient of(TestData data) {
    return new LDClient(
        "no-key",
        new LDConfig.Builder()
            .dataSource(data)
            .events(Components.noEvents())
            .diagnosticOptOut(true)
            .build());
  }
}
