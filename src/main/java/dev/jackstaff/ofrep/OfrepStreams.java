package dev.jackstaff.ofrep;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Scope;
import dev.jackstaff.internal.web.Clients;
import dev.jackstaff.internal.web.EventStreams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notifies clients when flags change, so that they evaluate them again. Thread-safe. */
final class OfrepStreams implements AutoCloseable {
  static final int INACTIVITY_SECONDS = 120;

  private static final String REFETCH = "data: {\"type\":\"refetchEvaluation\"}\n\n";
  private static final Pattern TICKET = Pattern.compile("(?:^|&)ticket=([^&]*)");

  private final OfrepTickets tickets;
  private final EventStreams streams;
  private final Scope watch;

  OfrepStreams(
      FeatureFlags flags,
      OfrepTickets tickets,
      int most,
      Duration heartbeat,
      ScheduledExecutorService timer) {
    this.tickets = tickets;
    this.streams = new EventStreams(most, timer, heartbeat);
    this.watch = flags.watch(names -> streams.send(REFETCH));
  }

  /** Returns the query of a stream's address; empty if there is no room for another stream. */
  String query(HttpServletRequest request) {
    return streams.hasRoom(Clients.address(request)) ? "?ticket=" + tickets.issue() : "";
  }

  void accept(HttpServletRequest request, HttpServletResponse response)
      throws IOException, OfrepRefusal {
    Matcher ticket = TICKET.matcher(String.valueOf(request.getQueryString()));
    if (!ticket.find() || !tickets.admits(ticket.group(1))) {
      throw OfrepRefusal.of(403, "invalid or expired ticket; request all flags again");
    }
    // A client may have missed a change before its connection.
    if (!streams.open(request, response, Clients.address(request), REFETCH)) {
      response.setHeader("Retry-After", "30");
      throw OfrepRefusal.of(503, "too many open streams");
    }
  }

  @Override
  public void close() {
    watch.close();
    streams.close();
  }
}
