package dev.jackstaff.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Strangers who come to see what flags do under traffic. Each looks into the shop window, keeps the
 * cookies that make somebody of them, and buys one thing, over HTTP like anybody else. They come
 * one after the other and leave nothing behind but two counts, so a crowd is not much of a load,
 * and it ends by itself.
 */
final class Crowd implements Runnable {
  static final int SIZE = 1_500;

  private static final Duration BETWEEN = Duration.ofMillis(40);
  private static final Duration LONGEST = Duration.ofMinutes(3);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Thread thread = new Thread(this, "crowd");
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final URI shop;

  private Crowd(URI shop) {
    this.shop = shop;
  }

  static Crowd enter(URI shop) {
    Crowd crowd = new Crowd(shop);
    crowd.thread.setDaemon(true);
    crowd.thread.start();
    return crowd;
  }

  /** Sends those home who have not been served yet. */
  void leave() {
    thread.interrupt();
  }

  boolean isInside() {
    return thread.isAlive();
  }

  int served() {
    return served.get();
  }

  int turnedAway() {
    return turnedAway.get();
  }

  int seen() {
    return served() + turnedAway();
  }

  @Override
  public void run() {
    long end = System.nanoTime() + LONGEST.toNanos();
    try {
      while (seen() < SIZE && System.nanoTime() < end) {
        Product wish = Catalogue.PRODUCTS.get(seen() % Catalogue.PRODUCTS.size());
        (buys(wish) ? served : turnedAway).incrementAndGet();
        Thread.sleep(BETWEEN.toMillis());
      }
    } catch (InterruptedException e) {
      // They were sent home.
    }
  }

  private boolean buys(Product product) throws InterruptedException {
    try {
      HttpResponse<Void> window = send(request("/"));
      HttpRequest.Builder order =
          request("/checkout")
              .header("Cookie", cookies(window))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString("product=" + product.id()));
      return send(order).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(shop.resolve(path)).timeout(PATIENCE);
  }

  private HttpResponse<Void> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.discarding());
  }

  private static String cookies(HttpResponse<?> response) {
    return response.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.replaceFirst(";.*", ""))
        .collect(Collectors.joining("; "));
  }
}
