package dev.jackstaff.boot;

import dev.jackstaff.Flags;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Works on another thread. */
@Component
public class Desk {
  @Async
  public CompletableFuture<String> checkout() {
    String thread = Thread.currentThread().getName().replaceAll("[0-9]+", "N");
    return CompletableFuture.completedFuture(thread + " " + Flags.on("new_checkout"));
  }
}
