package dev.jackstaff.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The daemon threads of one owner, which ends them and waits for their end when it is closed. So no
 * thread outlives an application and keeps its classes in memory. Thread-safe.
 */
public final class Daemons implements ThreadFactory, AutoCloseable {
  /** The time that {@link #close} waits before it interrupts the threads, and again afterwards. */
  public static final Duration END_TIMEOUT = Duration.ofSeconds(2);

  private static final long IDLE_SECONDS = 10;

  private static final Logger LOG = System.getLogger(Daemons.class.getName());

  private final String name;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final List<ExecutorService> executors = new CopyOnWriteArrayList<>();

  /**
   * Creates an owner without threads.
   *
   * @param name the name of its threads, such as {@code jackstaff-guard}
   */
  public Daemons(String name) {
    this.name = name;
  }

  /**
   * {@return a new thread, not yet started, that {@link #close} ends}
   *
   * @param task the thread's work, which must end soon after its owner is closed, or when
   *     interrupted
   */
  @Override
  public Thread newThread(Runnable task) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  /**
   * {@return a started thread that {@link #close} ends}
   *
   * @param task the thread's work, which must end soon after its owner is closed, or when
   *     interrupted
   */
  public Thread start(Runnable task) {
    Thread thread = newThread(task);
    thread.start();
    return thread;
  }

  /**
   * Runs a task repeatedly on a thread of its own, with a fixed delay after each run, until {@link
   * #close}. Neither an exception nor an Error such as {@link OutOfMemoryError} ends the thread or
   * the repetition.
   *
   * @param period the delay between the end of a run and the next one, over 0
   * @param task the work of one run
   * @param failures receives what a run throws; what it throws itself is ignored
   * @return the scheduler that runs the task, for further tasks on the same thread
   */
  public ScheduledExecutorService every(
      Duration period, Runnable task, Consumer<? super Throwable> failures) {
    ScheduledExecutorService scheduler = scheduler();
    long nanos = period.toNanos();
    var unused =
        scheduler.scheduleWithFixedDelay(
            surviving(task, failures), nanos, nanos, TimeUnit.NANOSECONDS);
    return scheduler;
  }

  /**
   * {@return a task that never throws}
   *
   * @param task the task to wrap
   * @param failures receives what the task throws; what it throws itself is ignored
   */
  public static Runnable surviving(Runnable task, Consumer<? super Throwable> failures) {
    return () -> {
      try {
        task.run();
      } catch (Throwable e) {
        try {
          failures.accept(e);
        } catch (Throwable again) {
          // There may not be enough memory to report it; the next run may have it.
          return;
        }
      }
    };
  }

  /**
   * {@return a scheduler with one thread, which runs no further tasks after {@link #close}}; what a
   * repeated task throws is logged and ends neither the thread nor the repetition
   */
  public ScheduledExecutorService scheduler() {
    ScheduledThreadPoolExecutor scheduler = new Scheduler(this);
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    scheduler.setRemoveOnCancelPolicy(true);
    executors.add(scheduler);
    return scheduler;
  }

  /**
   * {@return an executor that creates a thread whenever all others are busy, and ends idle threads}
   */
  public ExecutorService pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this);
    pool.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    executors.add(pool);
    return pool;
  }

  /**
   * Ends all threads and waits for them. It waits up to 2 s for their current work, then interrupts
   * them and waits for another 2 s. An interrupt may close a file that others use, so it is the
   * last resort. Does not wait for the calling thread. May be called twice.
   */
  @Override
  public void close() {
    executors.forEach(ExecutorService::shutdown);
    boolean interrupted = !await();
    executors.forEach(ExecutorService::shutdownNow);
    others().forEach(Thread::interrupt);
    interrupted |= !await();
    for (Thread thread : others()) {
      LOG.log(Level.WARNING, "thread {0} does not end; it is busy or blocked", thread.getName());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Thread> others() {
    return threads.stream()
        .filter(thread -> thread.isAlive() && !thread.equals(Thread.currentThread()))
        .toList();
  }

  /** Waits for the threads; returns false if the calling thread was interrupted meanwhile. */
  private boolean await() {
    long end = System.nanoTime() + END_TIMEOUT.toNanos();
    try {
      for (Thread thread : others()) {
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        thread.join(Math.max(1, millis));
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static final class Scheduler extends ScheduledThreadPoolExecutor {
    private final String name;

    Scheduler(Daemons threads) {
      super(1, threads);
      this.name = threads.name;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long first, long delay, TimeUnit unit) {
      Runnable surviving =
          surviving(task, e -> LOG.log(Level.WARNING, name + " failed and continues", e));
      return super.scheduleWithFixedDelay(surviving, first, delay, unit);
    }
  }
}
