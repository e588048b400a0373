package dev.jackstaff.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jackstaff.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ListenersTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Listeners<Consumer<String>> listeners = new Listeners<>((l, e) -> failures.add(e));
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Test
  void listenerThatThrows_stopsNoOther() {
    AssertionError error = new AssertionError();
    listeners.add(
        event -> {
          throw error;
        });
    listeners.add(told::add);

    listeners.call(listener -> listener.accept("now"));
    ordered("later");

    assertEquals(List.of("now", "later"), told);
    assertEquals(List.of(error, error), failures);
  }

  @Test
  void machinesEnd_isPassedOn_afterAllOthersWereTold() {
    OutOfMemoryError end = new OutOfMemoryError("made up");
    listeners.add(
        event -> {
          throw end;
        });
    listeners.add(told::add);

    assertEquals(
        end,
        assertThrows(
            OutOfMemoryError.class, () -> listeners.call(listener -> listener.accept("now"))));
    assertEquals(List.of("now"), told);
  }

  /** Reporting may fail as the listener did, where there is no memory left. */
  @Test
  void reportThatFails_leavesTheListenerCallable() {
    Listeners<Consumer<String>> unreported =
        new Listeners<>(
            (l, e) -> {
              throw new LinkageError("made up");
            });
    unreported.add(
        event -> {
          told.add(event);
          throw new IllegalStateException(event);
        });
    for (String event : List.of("first", "second")) {
      unreported.enqueue(listener -> listener.accept(event));
      unreported.deliver();
    }
    assertEquals(List.of("first", "second"), told);
  }

  @Test
  void listenerAddedTwice_isRemovedOnce() {
    Consumer<String> listener = told::add;
    Runnable first = listeners.add(listener);
    listeners.add(listener);

    first.run();
    first.run();

    ordered("once");
    assertEquals(List.of("once"), told);
    assertFalse(listeners.isEmpty());
  }

  @Test
  void urgentListener_isToldFirst() {
    listeners.add(event -> told.add("usual"));
    listeners.add(new First());
    ordered("event");
    assertEquals(List.of("first", "usual"), told);
  }

  private final class First implements Consumer<String>, Listeners.Urgent {
    @Override
    public void accept(String event) {
      told.add("first");
    }
  }

  @Test
  void eventOfAListener_comesAfterTheOneItHears() {
    listeners.add(
        event -> {
          if (event.equals("outer")) {
            ordered("inner");
          }
          told.add(event);
        });
    ordered("outer");
    assertEquals(List.of("outer", "inner"), told);
  }

  @Test
  void busyListener_isLeftToWhoeverCallsIt_andHearsAllInOrder() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    listeners.add(
        event -> {
          if (event.equals("0")) {
            busy.countDown();
            await(go);
          }
          told.add(event);
        });
    Thread first = new Thread(() -> ordered("0"));
    first.start();
    await(busy);
    for (int i = 1; i <= 100; i++) {
      ordered(String.valueOf(i));
    }
    assertEquals(List.of(), told, "nobody has waited");

    go.countDown();
    first.join();

    List<String> all = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      all.add(String.valueOf(i));
    }
    assertEquals(all, told);
  }

  @Test
  void listenerThatDoesNotReturn_hasABoundedNumberOfEventsWaiting() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    listeners.add(
        event -> {
          busy.countDown();
          await(go);
          told.add(event);
        });
    Thread first = new Thread(() -> ordered("first"));
    first.start();
    await(busy);
    for (int i = 0; i < 3 * Listeners.MAX_WAITING; i++) {
      ordered(String.valueOf(i));
    }
    go.countDown();
    first.join();

    assertEquals(1 + Listeners.MAX_WAITING, told.size());
    assertEquals(String.valueOf(3 * Listeners.MAX_WAITING - 1), told.get(told.size() - 1));
  }

  private void ordered(String event) {
    listeners.enqueue(listener -> listener.accept(event));
    listeners.deliver();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Await.LONG.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
