package dev.jackstaff.store;

import dev.jackstaff.internal.Daemons;
import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.json.FlagDocument;
import dev.jackstaff.model.FlagSet;
import dev.jackstaff.model.InvalidFlagsException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of flags in a JSON file that any web server, object store or CDN serves. The file is
 * asked for at intervals that differ at random by a tenth, and transferred only if it has changed
 * ({@code ETag}, {@code Last-Modified}). If it cannot be read, is incomplete or invalid, the last
 * good set stays in force, {@link #status} gives the reason, and the pauses are up to twice as
 * long, or as long as {@code Retry-After} demands, up to an hour. It cannot be written.
 * Thread-safe.
 *
 * <p>A document has at most 32 MiB and arrives within the time limit. Redirects are followed within
 * the same server only. What an invalid file kills, sets to 0 % or turns off is stopped, as far as
 * it can be read.
 */
public final class HttpFlagStore implements FlagStore {
  /** The default interval at which the file is asked for. */
  public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(30);

  /** The default time limit of one request, until its last byte. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger LOG = System.getLogger(HttpFlagStore.class.getName());
  private static final double JITTER = 0.1;

  private final HttpSource source;
  private final String name;
  private final Duration refresh;
  private final InstantSource clock;
  private final @Nullable LastKnownGood saved;
  private final Daemons threads = new Daemons("jackstaff-http");
  private final ScheduledExecutorService scheduler = threads.scheduler();
  private final Watchers watchers = new Watchers();
  private volatile FlagSet flags;
  private volatile StoreStatus status;
  private volatile boolean closed;

  /** The set of the last valid document; used by the polling thread alone. */
  private FlagSet lastValid;

  /** The reason why the document that was read last could not be taken; null if it could. */
  private @Nullable String fault;

  private HttpFlagStore(Builder builder) {
    this.name =
        builder.address.getScheme()
            + "://"
            + builder.address.getRawAuthority()
            + builder.address.getRawPath();
    this.refresh = builder.refresh;
    this.clock = builder.clock;
    this.saved = builder.lastKnownGood == null ? null : new LastKnownGood(builder.lastKnownGood);
    this.source = new HttpSource(builder.address, builder.timeout, builder.bearer, threads.pool());
    this.status = StoreStatus.ready(clock.instant());
    try {
      this.lastValid = first(builder.fallback);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    this.flags = lastValid;
    schedule();
  }

  /**
   * {@return a builder of a store}
   *
   * @param address the address of the flag file, {@code https:} or {@code http:}, without a user
   * @throws IllegalArgumentException if it is another address
   */
  public static Builder builder(URI address) {
    return new Builder(address);
  }

  private FlagSet first(@Nullable FlagSet fallback) {
    try {
      byte[] document = source.fetch();
      if (document == null) {
        throw new IOException("answers with status 304 to an unconditional request");
      }
      FlagSet set = FlagDocument.read(document, name);
      save(set);
      return set;
    } catch (IOException | InvalidFlagsException e) {
      FlagSet known = saved == null ? null : saved.read();
      FlagSet set = known == null ? fallback : known;
      if (set == null && e instanceof InvalidFlagsException invalid) {
        throw invalid;
      }
      if (set == null) {
        throw new StoreException(unreadable(e), e);
      }
      stale(unreadable(e));
      return set;
    }
  }

  private String unreadable(Exception e) {
    return e instanceof IOException ? name + " " + e.getMessage() : String.valueOf(e.getMessage());
  }

  private void schedule() {
    if (!closed) {
      var unused = scheduler.schedule(this::poll, pause().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Returns the random pause until the next request, so that many nodes do not ask at once. */
  Duration pause() {
    double random = ThreadLocalRandom.current().nextDouble();
    boolean isReady = status.state() == StoreStatus.State.READY;
    double factor = isReady ? 1 - JITTER + 2 * JITTER * random : 1 + random;
    Duration pause = Duration.ofNanos((long) (refresh.toNanos() * factor));
    Duration demanded = source.retryAfter();
    return demanded.compareTo(pause) > 0 ? demanded : pause;
  }

  private void poll() {
    try {
      look();
      watchers.deliver();
    } catch (RuntimeException | Error e) {
      stale(name + " cannot be taken: " + e);
    } finally {
      schedule();
    }
  }

  /** Asks for the file once; called by the polling thread alone. */
  void look() {
    try {
      byte[] document = source.fetch();
      if (document != null) {
        take(document);
      }
      if (fault == null) {
        ready();
      } else {
        stale(fault);
      }
    } catch (IOException e) {
      stale(unreadable(e));
    }
  }

  private void take(byte[] document) {
    try {
      lastValid = FlagDocument.read(document, name);
      fault = null;
      publish(lastValid);
      save(lastValid);
    } catch (InvalidFlagsException e) {
      fault = String.valueOf(e.getMessage());
      publish(FlagEdits.stopped(lastValid, document, e));
    }
  }

  private void publish(FlagSet set) {
    if (!set.equals(flags)) {
      flags = set;
      watchers.enqueue(set);
    }
  }

  private void save(FlagSet set) {
    try {
      if (saved != null) {
        saved.write(set);
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "the last known good flags cannot be written: " + OneLine.of(e.toString()));
    }
  }

  private void ready() {
    if (status.state() == StoreStatus.State.STALE) {
      status = StoreStatus.ready(clock.instant());
      LOG.log(Level.INFO, OneLine.of(name) + " can be read again");
    }
  }

  private void stale(String reason) {
    StoreStatus before = status;
    if (!closed && !reason.equals(before.reason())) {
      boolean first = before.state() == StoreStatus.State.READY;
      status = StoreStatus.stale(first ? clock.instant() : before.since(), reason);
      LOG.log(Level.ERROR, "the last good flags stay in force: " + OneLine.each(reason));
    }
  }

  @Override
  public FlagSet flags() {
    return flags;
  }

  @Override
  public Watch watch(Consumer<FlagSet> listener) {
    return watchers.add(listener);
  }

  @Override
  public StoreStatus status() {
    return status;
  }

  @Override
  public void close() {
    closed = true;
    threads.close();
    source.close();
  }

  /** A builder of {@link HttpFlagStore}. Not thread-safe. */
  public static final class Builder {
    private final URI address;
    private Duration refresh = DEFAULT_REFRESH;
    private Duration timeout = DEFAULT_TIMEOUT;
    private InstantSource clock = InstantSource.system();
    private Supplier<@Nullable String> bearer = () -> null;
    private boolean plainHttp;
    private @Nullable Path lastKnownGood;
    private @Nullable FlagSet fallback;

    private Builder(URI address) {
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.matches("https?") || address.getHost() == null) {
        throw new IllegalArgumentException("the flags' address should be https://HOST/PATH");
      }
      if (address.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            "the flags' address may not contain a user or password; use a bearer token");
      }
      this.address = address;
    }

    /**
     * Sets the interval at which the file is asked for.
     *
     * @param interval one second or more; default 30 s
     * @return this builder
     */
    public Builder refresh(Duration interval) {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException("refresh must be 1 s or more, was " + interval);
      }
      refresh = interval;
      return this;
    }

    /**
     * Sets the time limit of one request, until its last byte.
     *
     * @param limit over zero; default 10 s
     * @return this builder
     */
    public Builder timeout(Duration limit) {
      timeout = Params.positive(limit, "timeout");
      return this;
    }

    /**
     * Sends a token with each request, as {@code Authorization: Bearer}.
     *
     * @param token returns the token, which may change; called once for each request
     * @return this builder
     */
    public Builder bearer(Supplier<String> token) {
      bearer = () -> token.get();
      return this;
    }

    /**
     * Allows {@code http:} to other machines, where anybody between them can change flags and read
     * the token. To this machine it is always allowed.
     *
     * @return this builder
     */
    public Builder allowPlainHttp() {
      plainHttp = true;
      return this;
    }

    /**
     * Keeps the last good set in a file, for a start without the server.
     *
     * @param file the file, in a directory that can be written
     * @return this builder
     */
    public Builder lastKnownGood(Path file) {
      lastKnownGood = file;
      return this;
    }

    /**
     * Sets the flags for a start without the server and without a last good set.
     *
     * @param set the flags
     * @return this builder
     */
    public Builder fallback(FlagSet set) {
      fallback = set;
      return this;
    }

    Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * {@return a store, after one request}
     *
     * @throws IllegalArgumentException if the address is {@code http:} to another machine, and that
     *     is not allowed
     * @throws StoreException if the file cannot be read, and there is nothing to start with
     * @throws InvalidFlagsException if the file is invalid, and there is nothing to start with
     */
    public HttpFlagStore build() {
      boolean isPlain = address.getScheme().equalsIgnoreCase("http");
      if (isPlain && !plainHttp && !isLoopback(address.getHost())) {
        throw new IllegalArgumentException(
            "http: to another machine is refused, since anybody between can change the flags; use"
                + " https:, or allow it");
      }
      return new HttpFlagStore(this);
    }

    private static boolean isLoopback(String host) {
      return host.equalsIgnoreCase("localhost")
          || host.equals("[::1]")
          || host.matches("127(\\.[0-9]{1,3}){3}");
    }
  }
}
