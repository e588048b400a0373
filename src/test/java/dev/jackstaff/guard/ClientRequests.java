package dev.jackstaff.guard;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.servlet.FlagFilter;
import dev.jackstaff.servlet.UserResolver;
import dev.jackstaff.store.MemoryFlagStore;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockFilterConfig;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Requests of many clients to an application with a filter and a guard, under a set clock. */
final class ClientRequests implements AutoCloseable {
  /** Ids of a header, else of a cookie that nobody signs. */
  static final UnaryOperator<FlagFilter.Builder> UNSIGNED =
      filter ->
          filter.user(
              UserResolver.id(request -> request.getHeader("X-User-Id"))
                  .or(UserResolver.anonymous()));

  private static final byte[] SECRET =
      "a secret of more than thirty-two bytes".getBytes(StandardCharsets.UTF_8);

  /** Ids of a header, else of a signed cookie. */
  static final UnaryOperator<FlagFilter.Builder> SIGNED =
      filter -> UNSIGNED.apply(filter).visitorSecret(SECRET);

  final MemoryFlagStore store;
  final FeatureFlags features;
  final RolloutGuard guard;
  final List<GuardState> changes = new ArrayList<>();
  private final Filter filter;
  private final String flag;
  private final SplittableRandom random;
  private volatile Instant now = Simulation.START;

  /**
   * Starts the application.
   *
   * @param settings what the filter is configured with
   */
  ClientRequests(FlagSet set, String flag, UnaryOperator<FlagFilter.Builder> settings) {
    this(set, flag, settings, new SplittableRandom(1));
  }

  /**
   * Starts the application.
   *
   * @param random chooses the ids of new visitors, so that the same ones come in every run
   */
  ClientRequests(
      FlagSet set,
      String flag,
      UnaryOperator<FlagFilter.Builder> settings,
      SplittableRandom random) {
    this.flag = flag;
    this.random = random;
    store = MemoryFlagStore.of(set, () -> now);
    features = FeatureFlags.builder(store).clock(() -> now).build();
    guard =
        RolloutGuard.builder(features)
            .listener(
                new GuardListener() {
                  @Override
                  public void halted(GuardVerdict verdict) {}

                  @Override
                  public void changed(GuardState state) {
                    changes.add(state);
                  }
                })
            .interval(Duration.ofDays(1_000))
            .attach();
    filter = settings.apply(FlagFilter.builder(features)).build();
    try {
      filter.init(new MockFilterConfig());
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * One request.
   *
   * @param user the id that a trusted header holds, or null
   * @param cookie the visitors' cookie, or null
   * @param address the address of the peer
   * @param forwarded the header X-Forwarded-For, or null
   * @param checks whether its code checks the flag
   */
  record Call(
      @Nullable String user,
      @Nullable String cookie,
      String address,
      @Nullable String forwarded,
      boolean checks) {
    static Call of(@Nullable String cookie) {
      return new Call(null, cookie, "192.0.2.1", null, true);
    }

    static Call ofUser(String user) {
      return new Call(user, null, "192.0.2.1", null, true);
    }

    Call from(String peer) {
      return new Call(user, cookie, peer, forwarded, checks);
    }

    Call through(String header) {
      return new Call(user, cookie, address, header, checks);
    }

    Call unchecked() {
      return new Call(user, cookie, address, forwarded, false);
    }
  }

  /**
   * The part of an answer that a client sees.
   *
   * @param cookie the visitors' cookie that the client now has, or null
   * @param on whether the flag is on for it
   */
  record Answer(@Nullable String cookie, boolean on) {}

  /** Sends a request that fails if the test says so; returns the cookie that the client now has. */
  @Nullable String send(Call call, Predicate<Boolean> fails) {
    return answer(call, fails).cookie();
  }

  /** Sends a request that fails if the test says so. */
  Answer answer(Call call, Predicate<Boolean> fails) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    FilterChain chain =
        (req, res) -> {
          boolean on = call.checks() ? Flags.on(flag) : Flags.current().decision(flag).on();
          ((HttpServletResponse) res).setStatus(fails.test(on) ? 500 : 200);
        };
    try {
      filter.doFilter(request(call), response, chain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ServletException e) {
      throw new IllegalStateException(e);
    }
    Cookie given = response.getCookie("jackstaff_visitor");
    return new Answer(
        given == null ? call.cookie() : given.getValue(),
        response.getHeader("X-Active-Flags") != null);
  }

  private MockHttpServletRequest request(Call call) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    request.setRemoteAddr(call.address());
    if (call.cookie() != null) {
      request.setCookies(new Cookie("jackstaff_visitor", call.cookie()));
    }
    if (call.user() == null && call.cookie() == null) {
      // The filter signs this id, as if another application had found it; its own have no seed.
      String id = "anon-%016x%016x".formatted(random.nextLong(), random.nextLong());
      request.setAttribute("dev.jackstaff.servlet.visitor", id);
    }
    if (call.user() != null) {
      request.addHeader("X-User-Id", call.user());
    }
    if (call.forwarded() != null) {
      request.addHeader("X-Forwarded-For", call.forwarded());
    }
    return request;
  }

  /** Lets time pass until the outcomes are final, and the guard look. */
  GuardState look() {
    now = now.plusSeconds(15);
    Traffic.flush(features);
    guard.look();
    return guard.state(flag).orElseThrow();
  }

  /** Returns the number of users that count. */
  static long users(GuardState state) {
    return state.on().units() + state.off().units();
  }

  /** Returns the number of users that count and of which a request failed. */
  static long failing(GuardState state) {
    return state.on().failing() + state.off().failing();
  }

  boolean isKilled() {
    return store.flags().find(flag).orElseThrow().isKilled();
  }

  @Override
  public void close() {
    filter.destroy();
    features.close();
  }
}
