package dev.jackstaff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class DaemonsTest {
  private final Daemons daemons = new Daemons("jackstaff-test");

  @Test
  void thread_isADaemonOfTheName() {
    Thread thread = daemons.newThread(() -> {});
    assertTrue(thread.isDaemon());
    assertEquals("jackstaff-test", thread.getName());
  }

  @Test
  void close_waitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closing = new CountDownLatch(1);
    ScheduledExecutorService scheduler = daemons.scheduler();
    AtomicReference<Thread> worker = new AtomicReference<>();
    scheduler.execute(
        () -> {
          worker.set(Thread.currentThread());
          begun.countDown();
          awaitOrEnd(closing);
        });
    assertTrue(begun.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    closing.countDown();

    daemons.close();

    assertFalse(worker.get().isAlive());
    assertTrue(scheduler.isShutdown());
  }

  @Test
  void close_interruptsWhatDoesNotEnd() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread waiting =
        daemons.start(
            () -> {
              begun.countDown();
              awaitOrEnd(new CountDownLatch(1));
            });
    assertTrue(begun.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));

    daemons.close();
    daemons.close();

    assertFalse(waiting.isAlive());
  }

  @Test
  void close_onAThreadOfItsOwn_doesNotWaitForItself() throws InterruptedException {
    Thread own = daemons.start(daemons::close);
    own.join(TimeUnit.MINUTES.toMillis(1));
    assertFalse(own.isAlive());
  }

  @Test
  void close_doesNotRunWhatWasDueLater() {
    AtomicReference<String> ran = new AtomicReference<>("nothing");
    var unused = daemons.scheduler().schedule(() -> ran.set("late"), 1, TimeUnit.HOURS);
    daemons.close();
    assertEquals("nothing", ran.get());
  }

  private static void awaitOrEnd(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void repeatedTask_thatThrowsAnError_andWhoseReportDoesToo_goesOn() throws InterruptedException {
    CountDownLatch reported = new CountDownLatch(3);
    CountDownLatch logged = new CountDownLatch(3);
    try (Daemons daemons = new Daemons("jackstaff-test")) {
      var unused =
          daemons.every(
              Duration.ofMillis(1),
              () -> {
                throw new LinkageError("made up");
              },
              e -> {
                reported.countDown();
                throw new LinkageError("made up again");
              });
      Runnable failing =
          () -> {
            logged.countDown();
            throw new LinkageError("made up");
          };
      var unusedToo =
          daemons.scheduler().scheduleWithFixedDelay(failing, 1, 1, TimeUnit.MILLISECONDS);

      assertTrue(reported.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
      assertTrue(logged.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    }
  }
}
