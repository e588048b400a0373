package dev.jackstaff.console;

import dev.jackstaff.console.ConsoleAccess.Grant;
import dev.jackstaff.console.RequestFailure.Category;
import dev.jackstaff.internal.web.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first line to its response. The sender is checked first and then the route;
 * only then is the body read.
 */
final class Call implements RequestBody.Receiver {
  private static final String API = "api/";
  private static final List<Route> PAGES = PageRoutes.routes();
  private static final List<Route> SCRIPTS = ApiRoutes.routes();

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final String path;
  private final boolean script;
  private @Nullable Admitted admitted;

  /** The settings of the console and its flags, which are available once a request is admitted. */
  record Setup(ConsoleSettings settings, Supplier<ConsoleFlags> flags) {}

  private record Admitted(
      Authorization authorization, Route route, Exchange exchange, String tokenOwner) {}

  Call(HttpServletRequest request, HttpServletResponse response, String path) {
    this.request = request;
    this.response = response;
    this.path = path;
    this.script = path.startsWith(API);
  }

  /** Responds at once, or when the body has arrived. */
  void answer(Supplier<Setup> setup) throws IOException {
    Admitted in;
    try {
      Setup found = setup.get();
      if (found.settings().access() instanceof LoopbackAccess local) {
        String cookie = local.enter(request);
        if (cookie != null) {
          response.addHeader("Set-Cookie", cookie);
          leave(Response.seeOther(Exchange.base(request) + "/"));
          return;
        }
      }
      in = admit(found);
      admitted = in;
    } catch (RuntimeException e) {
      refuse(e);
      return;
    }
    boolean readable = !RequestBody.isPresent(request) || BodyReader.fits(request, bodyType());
    if (in.route().changes() && readable) {
      in.exchange().flags().bodies(in.route()).read(request, response, this);
    } else {
      leave(answer(in));
    }
  }

  private Admitted admit(Setup setup) {
    ConsoleSettings settings = setup.settings();
    Authorization authorization = new Authorization(settings);
    Grant grant = authorization.admit(request);
    if (!RequestPath.isStraight(request)) {
      throw Category.NOT_FOUND.because(
          "there is no page at this address; the path must be written in its canonical form");
    }
    Route.Match match =
        script
            ? Route.find(SCRIPTS, request.getMethod(), path.substring(API.length()))
            : Route.find(PAGES, request.getMethod(), path);
    if (match.route().changes()) {
      authorization.permitChange(request, grant);
      // This check precedes any access to the body: a container may fail on an unknown charset.
      if (RequestBody.isPresent(request) && !isStop(match.route())) {
        BodyReader.require(request, bodyType());
      }
    }
    TokenOwner owner = new TokenOwner(settings.isOpen(), grant, request);
    Exchange exchange =
        new Exchange(request, response, settings, setup.flags().get(), grant, owner)
            .at(match.parts());
    return new Admitted(authorization, match.route(), exchange, owner.known());
  }

  private String bodyType() {
    return script ? BodyReader.JSON : BodyReader.FORM;
  }

  /**
   * Returns true for an API request that stops something, which is done whatever its body is. A
   * page's request always needs the token in its form.
   */
  private boolean isStop(Route route) {
    return script && route.stops();
  }

  @Override
  public void received(byte[] body) throws IOException {
    Admitted in = admitted;
    if (in != null) {
      in.exchange().receive(body);
      answer(in).send(request, response);
    }
  }

  @Override
  public void refused(RequestBody.Refusal why) throws IOException {
    Admitted in = admitted;
    if (in != null && isStop(in.route())) {
      answer(in).send(request, response);
      return;
    }
    RequestFailure failure =
        why == RequestBody.Refusal.TOO_LARGE
            ? Category.TOO_LARGE.because("the body is larger than the limit, maxBodyBytes")
            : Category.TOO_SLOW.because("the body did not arrive within the limit, bodyTimeout");
    failed(failure).send(request, response);
  }

  /** Rejects a request without reading its body. */
  private void refuse(RuntimeException failure) throws IOException {
    leave(failed(failure));
  }

  private void leave(Response answer) throws IOException {
    RequestBody.leave(request, response, () -> answer.send(request, response));
  }

  private Response answer(Admitted in) throws IOException {
    try {
      if (in.route().changes()) {
        in.authorization().permitForm(request, token(in.exchange()), in.tokenOwner());
      }
      return in.route().handler().answer(in.exchange());
    } catch (RuntimeException e) {
      return failed(e);
    } catch (Error e) {
      return failed(FailureMapper.of(e));
    }
  }

  /** Returns the CSRF token from the header, or else from the form. */
  private @Nullable String token(Exchange exchange) throws IOException {
    String header = request.getHeader("X-CSRF-Token");
    if (header != null || script || !BodyReader.isOf(request, BodyReader.FORM)) {
      return header;
    }
    return exchange.form().get("_csrf");
  }

  private Response failed(RuntimeException cause) {
    RequestFailure failure = FailureMapper.of(cause);
    Response answer =
        script
            ? ApiProblem.answer(failure, cause)
            : FailurePage.answer(failure, Exchange.base(request));
    String header = failure.header();
    return header == null ? answer : answer.with(header, String.valueOf(failure.headerValue()));
  }
}
