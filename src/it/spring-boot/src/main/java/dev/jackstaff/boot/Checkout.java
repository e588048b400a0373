package dev.jackstaff.boot;

import dev.jackstaff.FeatureFlags;
import dev.jackstaff.Flags;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Asks on every kind of thread that Spring MVC has. */
@RestController
public class Checkout {
  private static final Executor OWN = task -> new Thread(task, "own").start();

  private final FeatureFlags features;

  Checkout(FeatureFlags features) {
    this.features = features;
  }

  private static String checkout() {
    return Flags.on("new_checkout") ? "new" : "old";
  }

  @GetMapping("/checkout")
  String sync() {
    return checkout();
  }

  /** Evaluates a flag without a user, by the bean. */
  @GetMapping("/checkout/injected")
  String injected() {
    return features.isEnabled("new_checkout", null) ? "new" : "old";
  }

  @GetMapping("/checkout/callable")
  Callable<String> callable() {
    return Checkout::checkout;
  }

  @GetMapping("/checkout/task")
  WebAsyncTask<String> task() {
    return new WebAsyncTask<>(Checkout::checkout);
  }

  /** On an executor of its own, which nobody decorates. */
  @GetMapping("/checkout/own-executor")
  WebAsyncTask<String> ownExecutor() {
    var executor = new org.springframework.core.task.SimpleAsyncTaskExecutor("own-");
    return new WebAsyncTask<>(null, executor, Checkout::checkout);
  }

  @GetMapping("/checkout/late")
  WebAsyncTask<String> late() {
    // Not to be interrupted, since Spring would take that for the answer if it were quicker.
    WebAsyncTask<String> task =
        new WebAsyncTask<>(
            200L,
            () ->
                new CompletableFuture<String>().completeOnTimeout("", 30, TimeUnit.SECONDS).join());
    task.onTimeout(() -> "late " + checkout());
    return task;
  }

  @GetMapping("/checkout/deferred")
  DeferredResult<String> deferred() {
    DeferredResult<String> result = new DeferredResult<>();
    Flags.wrap(OWN).execute(() -> result.setResult(checkout()));
    return result;
  }

  @GetMapping("/checkout/deferred-late")
  DeferredResult<String> deferredLate() {
    DeferredResult<String> result = new DeferredResult<>(200L);
    result.onTimeout(() -> result.setResult("late " + checkout()));
    return result;
  }

  @GetMapping("/checkout/future")
  CompletableFuture<String> future() {
    return CompletableFuture.supplyAsync(Checkout::checkout, Flags.wrap(OWN));
  }

  @GetMapping(value = "/checkout/stream", produces = MediaType.TEXT_PLAIN_VALUE)
  StreamingResponseBody stream() {
    return out -> out.write(checkout().getBytes());
  }

  @GetMapping("/checkout/events")
  SseEmitter events() {
    SseEmitter emitter = new SseEmitter();
    Flags.wrap(OWN)
        .execute(
            () -> {
              try {
                emitter.send(checkout());
                emitter.complete();
              } catch (IOException e) {
                emitter.completeWithError(e);
              }
            });
    return emitter;
  }

  @GetMapping("/checkout/sold-out")
  String soldOut() {
    throw new UnsupportedOperationException("sold out");
  }

  @ExceptionHandler
  @ResponseStatus(org.springframework.http.HttpStatus.CONFLICT)
  String handled(UnsupportedOperationException e) {
    return e.getMessage() + ", " + checkout();
  }
}
