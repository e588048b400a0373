package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.console.ConsoleAccess.Level;
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

/** One admitted request to the console, with its context. */
final class Exchange {
  static final int MAX_REASON_LENGTH = 1000;
  private static final int MAX_ACTOR_LENGTH = 200;

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final ConsoleSettings settings;
  private final ConsoleFlags flags;
  private final Grant grant;
  private final TokenOwner tokenOwner;
  private final Instant now;
  private List<String> parts = List.of();
  private @Nullable FormData form;
  private byte[] body = new byte[0];

  Exchange(
      HttpServletRequest request,
      HttpServletResponse response,
      ConsoleSettings settings,
      ConsoleFlags flags,
      Grant grant,
      TokenOwner tokenOwner) {
    this.request = request;
    this.response = response;
    this.settings = settings;
    this.flags = flags;
    this.grant = grant;
    this.tokenOwner = tokenOwner;
    this.now = flags.now();
  }

  Exchange at(List<String> pathParts) {
    this.parts = pathParts;
    return this;
  }

  HttpServletRequest request() {
    return request;
  }

  HttpServletResponse response() {
    return response;
  }

  ConsoleFlags flags() {
    return flags;
  }

  /** Returns the wall-clock time, which tokens use. */
  Instant clock() {
    return settings.clock().instant();
  }

  /** Returns the time of the flags' clock, which schedules use. */
  Instant now() {
    return now;
  }

  String part(int index) {
    return parts.get(index);
  }

  /** Returns the sender's name as it is shown and stored. */
  String actor() {
    return OneLine.of(Objects.requireNonNull(grant.actor()), MAX_ACTOR_LENGTH);
  }

  /** Returns true if the sender may make changes and the store is writable. */
  boolean mayChange() {
    return grant.level() == Level.CHANGE && flags.isWritable();
  }

  /** Returns the issuer of testers' tokens, if the sender may issue them. */
  Optional<OverrideTokens> overrides() {
    return grant.level() == Level.CHANGE
        ? Optional.ofNullable(settings.overrides())
        : Optional.empty();
  }

  /** Returns the references to flags in the code, or null if the console has none. */
  @Nullable References references() {
    return settings.references();
  }

  boolean isOpen() {
    return settings.isOpen();
  }

  String csrf() {
    return settings.csrf().token(tokenOwner.given(response));
  }

  void receive(byte[] arrived) {
    body = arrived;
  }

  /** Returns the form's fields; they are parsed at the first call. */
  FormData form() {
    FormData known = form;
    if (known == null) {
      known = BodyReader.form(request, body);
      form = known;
    }
    return known;
  }

  FormData query() {
    String query = request.getQueryString();
    return query == null ? FormData.EMPTY : FormData.parse(query);
  }

  byte[] body() {
    return body;
  }

  /** Returns the key of the sender by which limited resources are shared. */
  String client() {
    String known = tokenOwner.known();
    return known.isEmpty() ? Clients.address(request) : known;
  }

  Change change(String why) {
    String reason = why.strip();
    if (reason.length() > MAX_REASON_LENGTH) {
      throw RequestFailure.Category.INVALID.because(
          "a reason has at most " + MAX_REASON_LENGTH + " characters");
    }
    return act(reason);
  }

  /**
   * Returns the change record of an action with one click. Its reason never causes a rejection: a
   * long one is truncated.
   */
  Change act(String why) {
    // The reason is one line, since logs contain it as well.
    String reason = OneLine.of(why.strip(), MAX_REASON_LENGTH).strip();
    return Change.by(actor(), reason.isEmpty() ? null : reason);
  }

  /** Returns the sender's definition; if it is killed, the sender is the author of the kill. */
  Flag signed(Flag wanted) {
    Flag present = flags.definitions().find(wanted.name()).orElse(null);
    return Actor.signed(wanted, present, actor(), now);
  }

  /** Returns the relative path to the console's mount point, without a slash at the end. */
  String base() {
    return base(request);
  }

  /**
   * Returns the path from the requested address to the console's mount point. It is relative, so
   * that it is correct behind a proxy that strips a part of the path.
   */
  static String base(HttpServletRequest request) {
    String path = String.valueOf(request.getPathInfo());
    long depth = path.chars().filter(c -> c == '/').count();
    return depth <= 1 ? "." : "../".repeat((int) depth - 2) + "..";
  }

  /** Returns the path from the mount point without a slash at the end to the one with it. */
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
