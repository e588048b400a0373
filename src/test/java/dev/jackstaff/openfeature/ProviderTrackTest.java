package dev.jackstaff.openfeature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.RecordedEvidence;
import dev.jackstaff.Scope;
import dev.jackstaff.TrackedEvent;
import dev.jackstaff.model.Flag;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.User;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.MutableContext;
import dev.openfeature.sdk.MutableTrackingEventDetails;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events that are tracked through OpenFeature. */
@SuppressWarnings("try") // a scope is not asked, it holds
class ProviderTrackTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final User ANNA = User.of("anna").with("plan", "pro");

  private final FeatureFlags features =
      FeatureFlags.builder(FlagSet.of(Flag.on("one"))).clock(() -> NOON).build();
  private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();
  private final Client client = api.getClient();
  private final JackstaffProvider provider = JackstaffProvider.of(features);
  private final RecordedEvidence evidence = new RecordedEvidence();

  ProviderTrackTest() {
    api.setProviderAndWait(provider);
    features.evidence().listen(evidence);
  }

  @AfterEach
  void stop() {
    api.shutdown();
    features.close();
  }

  private void assertTracked(User user, String name, OptionalDouble value) {
    assertTrue(features.evidence().flush(Await.LONG));
    assertEquals(List.of(new TrackedEvent(user, NOON, name, value)), evidence.events());
  }

  @Test
  void event_isThatOfTheContextsUser() {
    client.track("purchase", new MutableContext("bert").add("plan", "free"));
    assertTracked(User.of("bert").with("plan", "free"), "purchase", OptionalDouble.empty());
  }

  @Test
  void eventInARequest_isThatOfTheRequestsUser() {
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      client.track("purchase");
    }
    assertTracked(ANNA, "purchase", OptionalDouble.empty());
  }

  @Test
  void eventInARequest_forAnotherUser_isThatUsers() {
    try (Scope scope = Flags.bind(features.evaluate(ANNA))) {
      client.track("purchase", new MutableContext("bert"));
    }
    assertTracked(User.of("bert"), "purchase", OptionalDouble.empty());
  }

  @Test
  void value_isTold_andTheOtherDetailsAreNot() {
    MutableTrackingEventDetails details = new MutableTrackingEventDetails(12.5);
    details.add("currency", "EUR");
    client.track("revenue", new MutableContext("bert"), details);
    assertTracked(User.of("bert"), "revenue", OptionalDouble.of(12.5));
  }

  @Test
  void detailsWithoutAValue_areAnEventWithoutOne() {
    client.track("visit", new MutableContext("bert"), new MutableTrackingEventDetails());
    assertTracked(User.of("bert"), "visit", OptionalDouble.empty());
  }

  @Test
  void providerThatIsNotInitialized_tracksNothing() {
    JackstaffProvider.of(features).track("visit", new MutableContext("bert"), null);
    client.track("visit", new MutableContext("carl"));
    assertTracked(User.of("carl"), "visit", OptionalDouble.empty());
  }
}
