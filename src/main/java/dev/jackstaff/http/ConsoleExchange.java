package dev.jackstaff.http;

import dev.jackstaff.http.ConsoleAccess.Grant;
import dev.jackstaff.http.ConsoleAccess.Level;
import dev.jackstaff.hygiene.References;
import dev.jackstaff.internal.OneLine;
import dev.jackstaff.internal.web.Clients;
import dev.jackstaff.model.Flag;
import dev.jackstaff.servlet.OverrideTokens;
import dev.jackstaff.store.Change;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request to the console that was let in, and what is known of it. */
final class ConsoleExchange {
  static final int LONGEST_REASON = 1000;
  private static final int LONGEST_ACTOR = 200;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ConsoleSettings settings;
  private final ConsoleDesk desk;
  private final Grant grant;
  private final ConsoleHolder holder;
  private final Instant now;
  private List<String> parts = List.of();
  private @Nullable ConsoleForm form;
  private byte[] body = new byte[0];

  ConsoleExchange(
      HttpServletRequest request,
      HttpServletResponse response,
      ConsoleSettings settings,
      ConsoleDesk desk,
      Grant grant,
      ConsoleHolder holder) {
    this.request = request;
    this.response = response;
    this.settings = settings;
    this.desk = desk;
    this.grant = grant;
    this.holder = holder;
    this.now = desk.now();
  }

  ConsoleExchange at(List<String> pathParts) {
    this.parts = pathParts;
    return this;
  }

  HttpServletRequest request() {
    return request;
  }

  HttpServletResponse response() {
    return response;
  }

  ConsoleDesk desk() {
    return desk;
  }

  /** The time of day, by which tokens go. */
  Instant clock() {
    return settings.clock().instant();
  }

  /** The engine's time, by which schedules go. */
  Instant now() {
    return now;
  }

  String part(int index) {
    return parts.get(index);
  }

  /** The sender's name, as it is shown and kept. */
  String actor() {
    return OneLine.of(Objects.requireNonNull(grant.actor()), LONGEST_ACTOR);
  }

  /** Whether the sender may change something, and the store can be changed. */
  boolean mayChange() {
    return grant.level() == Level.CHANGE && desk.isWritable();
  }

  /** What issues testers' tokens, if the sender may have some. */
  Optional<OverrideTokens> overrides() {
    return grant.level() == Level.CHANGE
        ? Optional.ofNullable(settings.overrides())
        : Optional.empty();
  }

  /** Where the code names flags, or null if the console was not told. */
  @Nullable References references() {
    return settings.references();
  }

  boolean isOpen() {
    return settings.isOpen();
  }

  String csrf() {
    return settings.csrf().token(holder.given(response));
  }

  void receive(byte[] arrived) {
    body = arrived;
  }

  /** The form's fields; parsed at the first call. */
  ConsoleForm form() {
    ConsoleForm known = form;
    if (known == null) {
      known = ConsoleBody.form(request, body);
      form = known;
    }
    return known;
  }

  ConsoleForm query() {
    String query = request.getQueryString();
    return query == null ? ConsoleForm.EMPTY : ConsoleForm.parse(query);
  }

  byte[] body() {
    return body;
  }

  /** The name of whoever sent the request, by which what can be taken is shared out. */
  String client() {
    String known = holder.known();
    return known.isEmpty() ? Clients.address(request) : known;
  }

  Change change(String why) {
    String reason = why.strip();
    if (reason.length() > LONGEST_REASON) {
      throw ConsoleFailure.Kind.INVALID.because(
          "a reason has at most " + LONGEST_REASON + " characters");
    }
    return act(reason);
  }

  /**
   * The change of an act with one press, which is never refused for its reason: a long one is cut.
   */
  Change act(String why) {
    // One line, since it goes to logs as well.
    String reason = OneLine.of(why.strip(), LONGEST_REASON).strip();
    return Change.by(actor(), reason.isEmpty() ? null : reason);
  }

  /** A definition of the sender's, who is the one that kills if it is killed. */
  Flag signed(Flag wanted) {
    Flag present = desk.flags().find(wanted.name()).orElse(null);
    return ConsoleActor.signed(wanted, present, actor(), now);
  }

  /** The way to where the console is mounted, without a slash at the end. */
  String base() {
    return base(request);
  }

  /**
   * The way from the address that is asked for to where the console is mounted: a relative one, so
   * that it is right behind a proxy that strips a part of the path.
   */
  static String base(HttpServletRequest request) {
    String path = String.valueOf(request.getPathInfo());
    long depth = path.chars().filter(c -> c == '/').count();
    return depth <= 1 ? "." : "../".repeat((int) depth - 2) + "..";
  }

  /** The way from the mount without a slash to the one with it. */
  static String mount(HttpServletRequest request) {
    String whole = request.getContextPath() + request.getServletPath();
    return "./" + whole.substring(whole.lastIndexOf('/') + 1) + "/";
  }

  String flagLink(String name) {
    return base() + "/flag/" + encode(name);
  }

  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
