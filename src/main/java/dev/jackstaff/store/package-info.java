/**
 * Where definitions come from and go to. A store reads in the background and hands out one
 * immutable set after the other; a request never waits for it.
 *
 * <p>It may use the model and the reader of documents, and knows nothing of requests.
 */
@NullMarked
package dev.jackstaff.store;

import org.jspecify.annotations.NullMarked;
