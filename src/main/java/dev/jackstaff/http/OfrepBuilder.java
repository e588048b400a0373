package dev.jackstaff.http;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the options of an {@link OfrepServlet}. Not thread-safe. */
public final class OfrepBuilder {
  private @Nullable FeatureFlags features;
  private List<String> expose = List.of();
  private boolean ofRequest;
  private boolean keyRequired;
  private List<byte[]> apiKeys = List.of();
  private List<String> origins = List.of();
  private OfrepLimits limits = OfrepLimits.DEFAULT;
  private List<byte[]> streamKeys = List.of();
  private @Nullable String publicPath;
  private boolean countsUse;
  private int perMinute;
  private InstantSource clock = InstantSource.system();

  OfrepBuilder() {}

  /**
   * {@return this builder, with the engine; default the one that the filter publishes}
   *
   * @param engine the engine, which the servlet uses and does not close
   */
  public OfrepBuilder features(FeatureFlags engine) {
    this.features = engine;
    return this;
  }

  /**
   * {@return this builder, with the flags that clients may see; default none}
   *
   * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
   */
  public OfrepBuilder expose(String... namesAndGlobs) {
    this.expose = List.of(namesAndGlobs);
    return this;
  }

  /**
   * {@return this builder, with the user being the server's own, as the filter knows them; by
   * default it is whom the client says}
   *
   * <p>Then a client can ask for nobody else: its whole context is ignored, and every answer is the
   * one that the request's own code gets.
   */
  public OfrepBuilder subjectOfRequest() {
    this.ofRequest = true;
    return this;
  }

  /**
   * {@return this builder, refusing contexts without a targeting key; by default they are taken}
   */
  public OfrepBuilder requireTargetingKey() {
    this.keyRequired = true;
    return this;
  }

  /**
   * {@return this builder, with what clients must show as bearer token or {@code X-API-Key}; by
   * default everybody may ask}
   *
   * @param keys at least one, each of at least 16 bytes in UTF-8; any of them is accepted, so that
   *     a new key can be added before the old one is removed
   * @throws IllegalArgumentException if there is none, or any is too short; names each by its
   *     number
   */
  public OfrepBuilder apiKey(String... keys) {
    this.apiKeys =
        Secrets.longEnough(Secrets.bytes(List.of(keys)), OfrepAccess.SHORTEST_KEY, "the API key");
    return this;
  }

  /**
   * {@return this builder, with the origins of pages whose scripts may ask; default none but the
   * server's own}
   *
   * @param pages origins as {@code https://shop.example}, or {@code *} for all
   */
  public OfrepBuilder allowedOrigins(String... pages) {
    this.origins = Params.each(List.of(pages), OfrepInitParams::origin);
    return this;
  }

  /**
   * {@return this builder, with the bound of a request's body}
   *
   * @param bytes 1 or more; default 65536
   */
  public OfrepBuilder maxBodyBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxBodyBytes must be 1 or more, was " + bytes);
    }
    this.limits = limits.withMaxBodyBytes(bytes);
    return this;
  }

  /**
   * {@return this builder, with the path under which clients reach the servlet, where a proxy
   * changes it; default the one of the request}
   *
   * @param path such as {@code /shop/ofrep/v1}, without a slash at the end
   * @throws IllegalArgumentException if the path does not begin with a slash, or ends with one
   */
  public OfrepBuilder publicPath(String path) {
    this.publicPath = OfrepInitParams.path(path);
    return this;
  }

  /**
   * {@return this builder, with the time in which a request's body must arrive}
   *
   * @param timeout over zero; default 10 seconds
   * @throws IllegalArgumentException if the timeout is zero or negative
   */
  public OfrepBuilder bodyTimeout(Duration timeout) {
    this.limits = limits.withBodyTimeout(Params.positive(timeout, "bodyTimeout"));
    return this;
  }

  /**
   * {@return this builder, with how many clients may listen for changes at a time}
   *
   * @param streams 0 for none; default 200
   */
  public OfrepBuilder maxStreams(int streams) {
    if (streams < 0) {
      throw new IllegalArgumentException("maxStreams must be 0 or more, was " + streams);
    }
    this.limits = limits.withMaxStreams(streams);
    return this;
  }

  /**
   * {@return this builder, with the keys that sign the addresses of streams; default a random one,
   * which only this servlet knows. Several nodes need the same.}
   *
   * @param keys at least one, each of at least 32 bytes; the first signs and all verify, so that a
   *     key can be changed
   * @throws IllegalArgumentException if there is none, or any is too short; names each by its
   *     number
   */
  public OfrepBuilder streamSecret(byte[]... keys) {
    this.streamKeys = Secrets.longEnough(List.of(keys), Secrets.SHORTEST_KEY, "streamSecret");
    return this;
  }

  /**
   * {@return this builder, counting each answer as use of the flag; by default only what the
   * application's own code asks for counts}
   */
  public OfrepBuilder countUse() {
    this.countsUse = true;
    return this;
  }

  /**
   * {@return this builder, with the number of requests that one client address may send in a
   * minute, all at once or evenly; more are answered with 429 and {@code Retry-After}}
   *
   * <p>The addresses of the last 10,000 clients are kept. Behind a proxy the container must be told
   * to take the address from the proxy's header, or all clients share one limit.
   *
   * @param requests 0 for no limit, which is the default
   */
  public OfrepBuilder maxRequestsPerMinute(int requests) {
    if (requests < 0) {
      throw new IllegalArgumentException("maxRequestsPerMinute must be 0 or more, was " + requests);
    }
    this.perMinute = requests;
    return this;
  }

  OfrepBuilder heartbeat(Duration pause) {
    this.limits = limits.withHeartbeat(pause);
    return this;
  }

  OfrepBuilder clock(InstantSource instants) {
    this.clock = instants;
    return this;
  }

  /** {@return the servlet, to be mounted at {@code /ofrep/v1/*} with async support} */
  public OfrepServlet build() {
    return new OfrepServlet(
        new OfrepSettings(
            features,
            expose,
            ofRequest,
            new OfrepContext(keyRequired && !ofRequest),
            new OfrepAccess(apiKeys, origins),
            new OfrepTickets(streamKeys, clock),
            countsUse,
            new OfrepRateLimit(perMinute, clock),
            publicPath,
            limits));
  }
}
