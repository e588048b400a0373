package dev.jackstaff;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param evaluation what its flags said
 * @param asked the names of the flags that its code asked for, in document order
 * @param status the response's status; 500 if an exception ended it before it had another
 * @param failure what was thrown out of it, or null
 * @param duration from the first filter to the end of the response
 */
public record FinishedRequest(
    Evaluation evaluation,
    List<String> asked,
    int status,
    @Nullable Throwable failure,
    Duration duration) {}
