package dev.jackstaff.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A flag file at an address, fetched only if it has changed. Each fetch is bounded in bytes and
 * time. Not thread-safe.
 */
final class HttpSource implements AutoCloseable {
  /** The maximum length of the document in bytes, before and after it is decompressed. */
  static final int MAX_BYTES = 32 << 20;

  private static final int MAX_REDIRECTS = 3;
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private final URI address;
  private final Duration timeout;
  private final Supplier<@Nullable String> bearer;
  private final HttpClient client;
  private @Nullable String tag;
  private @Nullable String modified;
  private Duration retryAfter = Duration.ZERO;

  HttpSource(URI address, Duration timeout, Supplier<@Nullable String> bearer, Executor executor) {
    this.address = address;
    this.timeout = timeout;
    this.bearer = bearer;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(executor)
            .build();
  }

  /** Returns the pause that the server demanded with its last response; zero for none. */
  Duration retryAfter() {
    return retryAfter;
  }

  /**
   * Returns the document, or null if it is the one that was returned last.
   *
   * @throws IOException with the reason in one line if there is no complete document
   */
  byte @Nullable [] fetch() throws IOException {
    retryAfter = Duration.ZERO;
    URI next = address;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpResponse<byte[]> response = send(next);
      int status = response.statusCode();
      if (status == 200) {
        return document(response);
      }
      if (status == 304 && (tag != null || modified != null)) {
        return null;
      }
      next = redirect(response, next);
    }
    throw new IOException("redirects more than " + MAX_REDIRECTS + " times");
  }

  private byte[] document(HttpResponse<byte[]> response) throws IOException {
    HttpHeaders headers = response.headers();
    String type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("text/html")) {
      throw new IOException("answers with a page of HTML in place of a flag file");
    }
    byte[] document = decoded(response);
    tag = headers.firstValue("ETag").orElse(null);
    modified = headers.firstValue("Last-Modified").orElse(null);
    return document;
  }

  private static byte[] decoded(HttpResponse<byte[]> response) throws IOException {
    String coding = response.headers().firstValue("Content-Encoding").orElse("identity");
    return switch (coding.toLowerCase(Locale.ROOT)) {
      case "identity" -> response.body();
      case "gzip", "x-gzip" -> unzipped(response.body());
      default -> throw new IOException("answers in the unknown coding " + coding);
    };
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    byte[] document;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      document = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("answers with incomplete or invalid gzip: " + e.getMessage(), e);
    }
    if (document.length > MAX_BYTES) {
      throw new IOException("has more than " + MAX_BYTES + " bytes");
    }
    return document;
  }

  /** Returns the address of a redirect within the same server; throws for any other response. */
  private URI redirect(HttpResponse<byte[]> response, URI from) throws IOException {
    int status = response.statusCode();
    Optional<String> location = response.headers().firstValue("Location");
    if (status < 301 || status > 308 || status == 304 || location.isEmpty()) {
      retryAfter =
          response.headers().firstValue("Retry-After").map(HttpSource::pause).orElse(Duration.ZERO);
      throw new IOException("answers with status " + status);
    }
    try {
      URI to = from.resolve(location.get());
      if (origin(to).equals(origin(address))) {
        return to;
      }
      throw new IOException("redirects to another server, " + origin(to) + ", which is refused");
    } catch (IllegalArgumentException e) {
      throw new IOException("redirects to something that is no address", e);
    }
  }

  private static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  private static Duration pause(String seconds) {
    boolean isNumber = seconds.matches("[0-9]{1,9}");
    Duration pause = isNumber ? Duration.ofSeconds(Integer.parseInt(seconds)) : Duration.ZERO;
    return pause.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : pause;
  }

  private HttpResponse<byte[]> send(URI to) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(to)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip");
    header(request, "If-None-Match", tag);
    header(request, "If-Modified-Since", modified);
    String token = bearer.get();
    header(request, "Authorization", token == null ? null : "Bearer " + token);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), info -> new BoundedBody(MAX_BYTES));
    try {
      // The client's own timeout of a request ends with the header of the response.
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("did not answer completely within " + timeout, e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("was interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void header(HttpRequest.Builder request, String name, @Nullable String value) {
    if (value != null) {
      request.header(name, value);
    }
  }

  /** Ends the client's own thread, since Java 21; before, it ends when the client is collected. */
  @Override
  public void close() {
    try {
      HttpClient.class.getMethod("shutdownNow").invoke(client);
    } catch (NoSuchMethodException e) {
      return;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the HTTP client cannot be ended", e);
    }
  }
}
