package dev.jackstaff.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Strangers who come to see what flags do under traffic. Each looks into the shop window, keeps the
 * cookies that identify a visitor, and buys one thing, over HTTP like anybody else. At most {@link
 * #MAX_INSIDE} are there at a time, {@link #SIZE} in all, and they leave nothing behind but two
 * counts, so a crowd is not much of a load, and it ends by itself.
 */
final class Crowd implements Runnable {
  static final int SIZE = 1_500;

  private static final int MAX_INSIDE = 16;
  private static final Duration INTERVAL = Duration.ofMillis(40);
  private static final Duration MAX_DURATION = Duration.ofMinutes(3);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST_TIMEOUT).build();
  private final Thread thread = new Thread(this, "crowd");
  private final Semaphore doors = new Semaphore(MAX_INSIDE);
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private final URI shop;
  private final Plan plan;

  /** The plan of a drill, called by the crowd's thread. */
  interface Plan {
    /** Returns whether one more visitor comes; {@code before} of them have come. */
    boolean continues(int before);

    /** Ends the drill; nobody comes any more. */
    void end();
  }

  private Crowd(URI shop, Plan plan) {
    this.shop = shop;
    this.plan = plan;
  }

  static Crowd enter(URI shop, Plan plan) {
    Crowd crowd = new Crowd(shop, plan);
    crowd.thread.setDaemon(true);
    crowd.thread.start();
    return crowd;
  }

  /** Lets nobody else in. */
  void leave() {
    thread.interrupt();
  }

  boolean isInside() {
    return thread.isAlive();
  }

  /** Returns the number of visitors who have bought something. */
  int served() {
    return served.get();
  }

  /** Returns the number of visitors who could not buy anything. */
  int turnedAway() {
    return turnedAway.get();
  }

  int seen() {
    return served() + turnedAway();
  }

  @Override
  public void run() {
    long end = System.nanoTime() + MAX_DURATION.toNanos();
    try {
      for (int i = 0; i < SIZE && System.nanoTime() < end && plan.continues(i); i++) {
        doors.acquire();
        visit(Catalogue.PRODUCTS.get(i % Catalogue.PRODUCTS.size()));
        Thread.sleep(INTERVAL.toMillis());
      }
      // The last ones are counted as well.
      boolean unused = doors.tryAcquire(MAX_INSIDE, REQUEST_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // They were sent home.
    } finally {
      plan.end();
    }
  }

  private void visit(Product wish) {
    var unused =
        send(request("/"))
            .thenCompose(window -> send(order(wish, cookies(window))))
            .handle((sold, failure) -> failure == null && isReceipt(sold))
            .thenAccept(bought -> (bought ? served : turnedAway).incrementAndGet())
            .whenComplete((done, failure) -> doors.release());
  }

  /** Returns whether a page says thank you; one that asks for a confirmation does not. */
  private static boolean isReceipt(HttpResponse<String> page) {
    return page.statusCode() == 200 && page.body().contains("<h1>Thank you");
  }

  private HttpRequest.Builder order(Product wish, String cookies) {
    return request("/checkout")
        .header("Cookie", cookies)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString("product=" + wish.id()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(shop.resolve(path)).timeout(REQUEST_TIMEOUT);
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  private static String cookies(HttpResponse<?> response) {
    return response.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.replaceFirst(";.*", ""))
        .collect(Collectors.joining("; "));
  }
}
