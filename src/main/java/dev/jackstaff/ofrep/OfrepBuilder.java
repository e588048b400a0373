package dev.jackstaff.ofrep;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.internal.Params;
import dev.jackstaff.internal.Secrets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A builder of an {@link OfrepServlet}. Not thread-safe. */
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
   * Sets the flags. The default is the {@link FeatureFlags} instance that the filter publishes.
   *
   * @param features the flags, which the servlet uses and does not close
   * @return this builder
   */
  public OfrepBuilder features(FeatureFlags features) {
    this.features = features;
    return this;
  }

  /**
   * Sets the flags that clients may evaluate. The default is none.
   *
   * @param namesAndGlobs names, or globs with {@code *} and {@code ?}
   * @return this builder
   */
  public OfrepBuilder expose(String... namesAndGlobs) {
    this.expose = List.of(namesAndGlobs);
    return this;
  }

  /**
   * Evaluates flags for the user of the request, as the filter determines it. By default the user
   * is the one in the client's context.
   *
   * <p>A client then cannot evaluate flags for another user: its whole context is ignored, and
   * every result is the one that the application's code receives in the same request.
   *
   * @return this builder
   */
  public OfrepBuilder subjectOfRequest() {
    this.ofRequest = true;
    return this;
  }

  /**
   * Rejects contexts without a targeting key. By default they are accepted.
   *
   * @return this builder
   */
  public OfrepBuilder requireTargetingKey() {
    this.keyRequired = true;
    return this;
  }

  /**
   * Sets the keys of which clients must send one as bearer token or in the header {@code
   * X-API-Key}. By default no key is required.
   *
   * @param keys one or more keys of at least 16 bytes in UTF-8; any of them is accepted, so that a
   *     new key can be added before the old one is removed
   * @return this builder
   * @throws IllegalArgumentException if there is no key, or any is too short; the message lists
   *     each by its number
   */
  public OfrepBuilder apiKey(String... keys) {
    this.apiKeys =
        Secrets.longEnough(Secrets.bytes(List.of(keys)), OfrepAccess.MIN_KEY_LENGTH, "the API key");
    return this;
  }

  /**
   * Sets the origins of the pages whose scripts may send requests. The default is only the server's
   * own.
   *
   * @param pages origins such as {@code https://shop.example}, or {@code *} for all
   * @return this builder
   */
  public OfrepBuilder allowedOrigins(String... pages) {
    this.origins = Params.each(List.of(pages), OfrepInitParams::origin);
    return this;
  }

  /**
   * Sets the limit of a request's body.
   *
   * @param bytes the limit in bytes, 1 or more; default 65536
   * @return this builder
   */
  public OfrepBuilder maxBodyBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("maxBodyBytes must be 1 or more, was " + bytes);
    }
    this.limits = limits.withMaxBodyBytes(bytes);
    return this;
  }

  /**
   * Sets the path under which clients reach the servlet, for a proxy that changes it. The default
   * is the path of the request.
   *
   * @param path a path such as {@code /shop/ofrep/v1}, without a slash at the end
   * @return this builder
   * @throws IllegalArgumentException if the path does not begin with a slash, or ends with one
   */
  public OfrepBuilder publicPath(String path) {
    this.publicPath = OfrepInitParams.path(path);
    return this;
  }

  /**
   * Sets the time in which a request's body must arrive.
   *
   * @param timeout the time, more than zero; default 10 seconds
   * @return this builder
   * @throws IllegalArgumentException if the timeout is zero or negative
   */
  public OfrepBuilder bodyTimeout(Duration timeout) {
    this.limits = limits.withBodyTimeout(Params.positive(timeout, "bodyTimeout"));
    return this;
  }

  /**
   * Sets the limit of clients that receive change events at the same time.
   *
   * @param streams the limit; 0 for no events; default 200
   * @return this builder
   */
  public OfrepBuilder maxStreams(int streams) {
    this.limits = limits.withMaxStreams(Params.notNegative(streams, "maxStreams"));
    return this;
  }

  /**
   * Sets the keys that sign the addresses of streams. All nodes need the same keys. The default is
   * a random one, which only this servlet has.
   *
   * @param keys one or more keys of at least 32 bytes; the first signs and all verify, so that a
   *     key can be replaced
   * @return this builder
   * @throws IllegalArgumentException if there is no key, or any is too short; the message lists
   *     each by its number
   */
  public OfrepBuilder streamSecret(byte[]... keys) {
    this.streamKeys = Secrets.longEnough(List.of(keys), Secrets.MIN_KEY_LENGTH, "streamSecret");
    return this;
  }

  /**
   * Counts each evaluation as usage of the flag. By default only the evaluations of the
   * application's own code are counted.
   *
   * @return this builder
   */
  public OfrepBuilder countUse() {
    this.countsUse = true;
    return this;
  }

  /**
   * Sets the number of requests that one client address may send in a minute, all at once or
   * evenly. Requests above this limit receive the status 429 with {@code Retry-After}.
   *
   * <p>The addresses of the last 10,000 clients are kept. Behind a proxy, configure the container
   * to take the address from the proxy's header; otherwise all clients share one limit.
   *
   * @param requests the number; 0 for no limit, which is the default
   * @return this builder
   */
  public OfrepBuilder maxRequestsPerMinute(int requests) {
    this.perMinute = Params.notNegative(requests, "maxRequestsPerMinute");
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

  /** {@return a new servlet, which must be mounted at {@code /ofrep/v1/*} with async support} */
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
