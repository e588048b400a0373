package dev.jackstaff.openfeature;

import dev.jackstaff.ExternalSystem;
import dev.jackstaff.Scope;
import dev.jackstaff.model.ErrorCode;
import dev.jackstaff.model.Reason;
import dev.jackstaff.model.User;
import dev.jackstaff.store.StoreStatus;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventDetails;
import dev.openfeature.sdk.FlagEvaluationDetails;
import dev.openfeature.sdk.ProviderEvent;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An OpenFeature provider behind a client as a flag system. */
final class OpenFeatureSystem implements ExternalSystem {
  private final Client client;
  private final String name;
  private final Map<String, ExpectedType> asked = new LinkedHashMap<>();
  private final List<String> flags;
  private final AtomicReference<Seen> seen;

  /** The type of a flag, with the default that the provider returns if it has no value. */
  private record ExpectedType(ValueKind kind, Object other) {}

  /** A state of the provider, the time when it was first seen, and the provider's message. */
  private record Seen(ProviderState state, Instant since, @Nullable String message) {}

  OpenFeatureSystem(
      Client client, String name, Map<String, ValueKind> kinds, Map<String, Object> fallbacks) {
    this.client = client;
    this.name = name;
    kinds.forEach(
        (flag, kind) -> asked.put(flag, new ExpectedType(kind, other(kind, fallbacks.get(flag)))));
    this.flags = List.copyOf(kinds.keySet());
    this.seen = new AtomicReference<>(new Seen(client.getProviderState(), Instant.now(), null));
  }

  private static Object other(ValueKind kind, @Nullable Object fallback) {
    if (fallback == null) {
      return kind.nothing();
    }
    return kind == ValueKind.OBJECT ? JsonValue.toOpenFeature(fallback) : fallback;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> flags() {
    return flags;
  }

  /** Waits until the provider is ready or has failed. */
  void await(Duration longest) {
    CountDownLatch begun = new CountDownLatch(1);
    Consumer<EventDetails> handler = event -> begun.countDown();
    client.onProviderReady(handler);
    client.onProviderError(handler);
    try {
      if (client.getProviderState() == ProviderState.NOT_READY) {
        boolean unused = begun.await(longest.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.removeHandler(ProviderEvent.PROVIDER_READY, handler);
      client.removeHandler(ProviderEvent.PROVIDER_ERROR, handler);
    }
    see(null);
  }

  /**
   * Evaluates the flags of a user. The provider is not called while it is not ready, since the SDK
   * would create an exception for each flag.
   */
  @Override
  public @Nullable Function<String, ExternalDecision> evaluator(User user) {
    ProviderState state = client.getProviderState();
    if (state == ProviderState.NOT_READY || state == ProviderState.FATAL) {
      return null;
    }
    EvaluationContext who = Contexts.of(user);
    return flag -> answer(flag, who);
  }

  private ExternalDecision answer(String flag, EvaluationContext who) {
    ExpectedType how = asked.get(flag);
    if (how == null) {
      return ExternalDecision.none(ErrorCode.FLAG_NOT_FOUND, null);
    }
    FlagEvaluationDetails<?> details = how.kind().ask(client, flag, how.other(), who);
    dev.openfeature.sdk.ErrorCode error = details.getErrorCode();
    if (error != null) {
      return ExternalDecision.none(error(error), details.getErrorMessage());
    }
    return answer(how.kind(), details);
  }

  private static ExternalDecision answer(ValueKind kind, FlagEvaluationDetails<?> details) {
    Object value = details.getValue();
    Reason reason = reason(details.getReason());
    if (value == null || kind.isNothing(value)) {
      return ExternalDecision.of(null, null, reason);
    }
    return kind.isOf(value)
        ? ExternalDecision.of(plain(value), details.getVariant(), reason)
        : ExternalDecision.none(ErrorCode.TYPE_MISMATCH, "was a " + value.getClass().getName());
  }

  private static @Nullable Object plain(Object said) {
    return said instanceof Value value ? JsonValue.toJson(value) : said;
  }

  private static ErrorCode error(dev.openfeature.sdk.ErrorCode error) {
    return switch (error) {
      case FLAG_NOT_FOUND -> ErrorCode.FLAG_NOT_FOUND;
      case TYPE_MISMATCH -> ErrorCode.TYPE_MISMATCH;
      case PROVIDER_NOT_READY, PROVIDER_FATAL -> ErrorCode.PROVIDER_NOT_READY;
      case PARSE_ERROR, TARGETING_KEY_MISSING, INVALID_CONTEXT, GENERAL -> ErrorCode.GENERAL;
    };
  }

  /** Converts a reason. Providers may return any text. */
  private static Reason reason(@Nullable String text) {
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(text)) {
        return reason;
      }
    }
    return Reason.UNKNOWN;
  }

  @Override
  public StoreStatus status() {
    Seen now = see(null);
    if (now.state() == ProviderState.READY) {
      return StoreStatus.ready(now.since());
    }
    String state = now.state().name();
    String message = now.message() == null ? "" : ": " + now.message();
    return StoreStatus.stale(now.since(), "the provider is " + state + message);
  }

  @Override
  public Scope watch(Consumer<Set<String>> changed) {
    AtomicReference<ProviderState> told = new AtomicReference<>(client.getProviderState());
    Consumer<EventDetails> ready =
        event -> {
          // Also called for a listener that is registered when the provider is already ready,
          // possibly so late that it no longer is.
          ProviderState now = see(null).state();
          if (told.getAndSet(now) != ProviderState.READY && now == ProviderState.READY) {
            changed.accept(Set.copyOf(flags));
          }
        };
    Consumer<EventDetails> worse = event -> told.set(see(event.getMessage()).state());
    Consumer<EventDetails> edited = event -> report(event.getFlagsChanged(), changed);
    client.onProviderReady(ready).onProviderError(worse).onProviderStale(worse);
    client.onProviderConfigurationChanged(edited);
    return () -> {
      client.removeHandler(ProviderEvent.PROVIDER_READY, ready);
      client.removeHandler(ProviderEvent.PROVIDER_ERROR, worse);
      client.removeHandler(ProviderEvent.PROVIDER_STALE, worse);
      client.removeHandler(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, edited);
    };
  }

  /** Reports changed flags; many providers do not report which flags have changed. */
  private void report(@Nullable List<String> named, Consumer<Set<String>> changed) {
    Set<String> names = new LinkedHashSet<>(flags);
    if (named != null && !named.isEmpty()) {
      names.retainAll(named);
    }
    changed.accept(names);
  }

  private Seen see(@Nullable String message) {
    ProviderState state = client.getProviderState();
    return seen.updateAndGet(
        last -> {
          if (last.state() != state) {
            return new Seen(state, Instant.now(), message);
          }
          return message == null ? last : new Seen(state, last.since(), message);
        });
  }
}
