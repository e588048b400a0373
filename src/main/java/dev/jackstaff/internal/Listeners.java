package dev.jackstaff.internal;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of one kind of event. One that throws is reported and never stops the others.
 * Thread-safe. This class never calls a listener while it holds a lock, and its callers must not
 * hold one either.
 *
 * <p>{@link #call} calls all listeners immediately, on the caller's thread; it is used for events
 * of requests. Events whose order matters are {@linkplain #enqueue enqueued} under the lock that
 * orders them, and {@linkplain #deliver delivered} after the lock has been released. Each listener
 * then receives them in order, one at a time. A thread that finds a listener busy leaves the event
 * to the thread that is calling the listener, and continues; so no thread waits for a listener that
 * another thread has called. An {@linkplain Urgent urgent} listener is called by each thread
 * instead.
 *
 * @param <L> the listeners' type
 */
public final class Listeners<L> {
  /**
   * The maximum number of events that wait for a listener that does not return; after that the
   * oldest are dropped.
   */
  public static final int MAX_WAITING = 1_000;

  /**
   * A listener that is called before all others, regardless of when it was added, and immediately
   * for each event, even while another thread is calling it. So several threads may call it
   * concurrently, in any order.
   */
  public interface Urgent {}

  private final BiConsumer<? super L, ? super Throwable> failures;
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();

  /**
   * Creates an empty list.
   *
   * @param failures receives a listener and what it has thrown; what it throws itself is ignored
   */
  public Listeners(BiConsumer<? super L, ? super Throwable> failures) {
    this.failures = failures;
  }

  /**
   * Adds a listener; one that is added twice is called twice.
   *
   * @param listener the listener
   * @return an action that removes this registration only; may be run twice
   */
  public Runnable add(L listener) {
    Registration registration = new Registration(listener);
    if (listener instanceof Urgent) {
      registrations.add(0, registration);
    } else {
      registrations.add(registration);
    }
    return () -> {
      registration.removed = true;
      registrations.remove(registration);
    };
  }

  /** {@return whether there is no listener; costs one volatile read} */
  public boolean isEmpty() {
    return registrations.isEmpty();
  }

  /**
   * Calls all listeners on this thread, in the order in which they were added.
   *
   * @param event calls one listener
   * @throws VirtualMachineError if a listener has thrown one that is not a stack overflow, after
   *     all others were called
   */
  public void call(Consumer<? super L> event) {
    Throwable fatal = null;
    for (Registration registration : registrations) {
      fatal = registration.call(event, fatal);
    }
    rethrow(fatal);
  }

  /**
   * Appends an event for each listener; {@link #deliver} must be called afterwards. Never blocks.
   *
   * @param event calls one listener
   */
  public void enqueue(Consumer<? super L> event) {
    for (Registration registration : registrations) {
      registration.enqueue(event);
    }
  }

  /**
   * Calls the listeners with their pending events, except for listeners that another thread is
   * calling, which continues with them. Must be called without holding a lock.
   *
   * @throws VirtualMachineError as in {@link #call}
   */
  public void deliver() {
    Throwable fatal = null;
    for (Registration registration : registrations) {
      fatal = registration.deliver(fatal);
    }
    rethrow(fatal);
  }

  /**
   * Calls the urgent listeners on this thread, and each of the others on an executor, so that the
   * caller does not wait for them. Intended for threads that have other events to watch.
   *
   * @param executor runs one task for each listener with pending events
   */
  public void deliver(Executor executor) {
    Throwable fatal = null;
    for (Registration registration : registrations) {
      if (registration.listener instanceof Urgent) {
        fatal = registration.deliver(fatal);
      } else if (!registration.waiting.isEmpty()) {
        executor.execute(() -> rethrow(registration.deliver(null)));
      }
    }
    rethrow(fatal);
  }

  private static void rethrow(@Nullable Throwable fatal) {
    if (fatal != null) {
      throw (VirtualMachineError) fatal;
    }
  }

  private final class Registration {
    private final L listener;
    private final Queue<Consumer<? super L>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger callers = new AtomicInteger();
    private volatile boolean removed;

    Registration(L listener) {
      this.listener = listener;
    }

    void enqueue(Consumer<? super L> event) {
      if (size.incrementAndGet() > MAX_WAITING && waiting.poll() != null) {
        size.decrementAndGet();
      }
      waiting.add(event);
    }

    /**
     * Delivers pending events. An urgent listener is called by each thread. Any other listener is
     * called by one thread at a time; a thread that arrives meanwhile makes that thread check once
     * more.
     */
    @Nullable Throwable deliver(@Nullable Throwable before) {
      Throwable fatal = before;
      if (listener instanceof Urgent) {
        return drain(fatal);
      }
      if (callers.getAndIncrement() == 0) {
        int seen = 1;
        do {
          fatal = drain(fatal);
          seen = callers.addAndGet(-seen);
        } while (seen != 0);
      }
      return fatal;
    }

    private @Nullable Throwable drain(@Nullable Throwable before) {
      Throwable fatal = before;
      for (var event = waiting.poll(); event != null; event = waiting.poll()) {
        size.decrementAndGet();
        fatal = call(event, fatal);
      }
      return fatal;
    }

    @Nullable Throwable call(Consumer<? super L> event, @Nullable Throwable before) {
      try {
        if (!removed) {
          event.accept(listener);
        }
        return before;
      } catch (Throwable e) {
        report(e);
        boolean fatal = e instanceof VirtualMachineError && !(e instanceof StackOverflowError);
        return before == null && fatal ? e : before;
      }
    }

    private void report(Throwable e) {
      try {
        failures.accept(listener, e);
      } catch (Throwable again) {
        // There may not be enough memory to report it; the listener must remain callable.
        return;
      }
    }
  }
}
