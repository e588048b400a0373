package dev.jackstaff;

import dev.jackstaff.internal.eval.FlagSlot;
import dev.jackstaff.internal.eval.FlagTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The flags that the code of one request has checked, as bits beside the evaluation, which stays
 * immutable. Several threads of one request may mark flags. The thread that began the request,
 * which is nearly always the only one, has words to itself and so needs no atomic operation. All
 * other threads share further words, which are allocated when the first of them marks a flag.
 */
final class CheckedFlags {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle OTHERS = field("others", long[].class);
  private static final VarHandle STATE = field("state", Object.class);

  /** The state while another thread looks whether the response has begun. */
  private static final Object LOOKING = new Object();

  /** The time for which an ending request waits for such a look, which takes well under this. */
  private static final long MAX_WAIT_NANOS = 10_000_000;

  private final FlagTable table;
  private final Thread owner = Thread.currentThread();
  private final long[] bits;
  private final boolean outside;
  private volatile long @Nullable [] others;

  /** Set before the request is published to other threads. */
  private VisitorProof proof = VisitorProof.NO_VISITOR;

  private long address;

  /** Null, the answer in progress, {@link #LOOKING}, or the ended request. */
  private volatile @Nullable Object state;

  CheckedFlags(FlagTable table) {
    this(table, false);
  }

  private CheckedFlags(FlagTable table, boolean outside) {
    this.table = table;
    this.outside = outside;
    this.bits = new long[(table.flags() + 63) >> 6];
  }

  /** Returns the marks of an evaluation that belongs to no request. */
  static CheckedFlags outside(FlagTable table) {
    return new CheckedFlags(table, true);
  }

  boolean isOutside() {
    return outside;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(CheckedFlags.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Sets what is known about the client. */
  void client(VisitorProof visitor, long hash) {
    proof = visitor;
    address = hash;
  }

  VisitorProof proof() {
    return proof;
  }

  long address() {
    return address;
  }

  /** Registers the answer of the request; see {@link Integration#answering}. */
  void answering(BooleanSupplier hasBegun) {
    STATE.compareAndSet(this, null, hasBegun);
  }

  /**
   * Records the end of the request. If another thread looks at the response at this moment, it
   * finishes before the container can give the response to another request.
   */
  void end(FinishedRequest request) {
    Object known = state;
    if (LOOKING.equals(known) || !STATE.compareAndSet(this, known, request)) {
      long start = System.nanoTime();
      while (LOOKING.equals(state) && System.nanoTime() - start < MAX_WAIT_NANOS) {
        Thread.onSpinWait();
      }
      state = request;
    }
  }

  @Nullable FinishedRequest end() {
    return state instanceof FinishedRequest request ? request : null;
  }

  boolean isAnswering() {
    Object known = state;
    if (!(known instanceof BooleanSupplier answer) || !STATE.compareAndSet(this, known, LOOKING)) {
      return false;
    }
    try {
      return answer.getAsBoolean();
    } catch (RuntimeException | Error e) {
      // A container refuses to be asked about a response that has ended.
      return false;
    } finally {
      STATE.compareAndSet(this, LOOKING, known);
    }
  }

  /** Returns the number of flags that are marked. */
  int count() {
    int count = 0;
    for (int word = 0; word < bits.length; word++) {
      count += Long.bitCount(word(word));
    }
    return count;
  }

  /** Marks a flag; returns true if it was not marked before. */
  boolean mark(FlagSlot place) {
    int word = place.index() >> 6;
    long bit = 1L << place.index();
    long own = (long) WORD.getOpaque(bits, word);
    if ((own & bit) != 0 || isShared(word, bit)) {
      return false;
    }
    if (owner.equals(Thread.currentThread())) {
      WORD.setOpaque(bits, word, own | bit);
      return true;
    }
    return ((long) WORD.getAndBitwiseOr(shared(), word, bit) & bit) == 0;
  }

  private boolean isShared(int word, long bit) {
    long[] more = others;
    return more != null && ((long) WORD.getOpaque(more, word) & bit) != 0;
  }

  boolean contains(FlagSlot place) {
    return (word(place.index() >> 6) & 1L << place.index()) != 0;
  }

  private long word(int word) {
    long[] more = others;
    long own = (long) WORD.getOpaque(bits, word);
    return more == null ? own : own | (long) WORD.getOpaque(more, word);
  }

  private long[] shared() {
    long[] fresh = new long[bits.length];
    long[] known = (long[]) OTHERS.compareAndExchange(this, null, fresh);
    return known == null ? fresh : known;
  }

  List<String> names() {
    return table.places().stream().filter(this::contains).map(FlagSlot::name).toList();
  }

  void forEach(Consumer<FlagSlot> taker) {
    for (int word = 0; word < bits.length; word++) {
      long left = word(word);
      while (left != 0) {
        taker.accept(table.at((word << 6) + Long.numberOfTrailingZeros(left)));
        left &= left - 1;
      }
    }
  }
}
