package dev.jackstaff.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that is checked for changes, mostly without reading it.
 *
 * <p>The method is that of git: a file whose times, size and identity are as they were is
 * unchanged, unless it was read so soon after its modification time that a second change could have
 * the same time. Such a file is read again, and compared by a hash, until it has settled. Links are
 * followed at every check. Not thread-safe.
 */
final class WatchedFile {
  private static final Duration SETTLE_DELAY = Duration.ofSeconds(2);
  private static final byte[] NOTHING = {};

  private final Path path;
  private final InstantSource clock;
  private final boolean unix;
  private @Nullable Content seen;

  WatchedFile(Path path, InstantSource clock) {
    this.path = path;
    this.clock = clock;
    this.unix = path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /**
   * The identity of a file, without its content; with the time of its inode's change if there is
   * one.
   */
  private record Stamp(FileTime time, long size, @Nullable Object key, @Nullable Object changed) {
    Instant latest() {
      Instant modified = time.toInstant();
      Instant inode = changed instanceof FileTime c ? c.toInstant() : modified;
      return modified.isAfter(inode) ? modified : inode;
    }
  }

  /** A content with the time when it was read. */
  static final class Content {
    private final Stamp stamp;
    private final byte[] bytes;
    private final String hash;
    private final Instant at;

    private Content(Stamp stamp, byte[] bytes, String hash, Instant at) {
      this.stamp = stamp;
      this.bytes = bytes;
      this.hash = hash;
      this.at = at;
    }

    byte[] bytes() {
      return bytes;
    }

    private boolean wasSettled() {
      return stamp.latest().isBefore(at.minus(SETTLE_DELAY));
    }

    private Content withoutBytes() {
      return new Content(stamp, NOTHING, hash, at);
    }
  }

  String name() {
    return path.getFileName().toString();
  }

  Path absolute() {
    return path.toAbsolutePath();
  }

  /**
   * Returns the content if it is not the {@linkplain #remember remembered} one, else null. It is
   * returned at every call until it is remembered, so that a content that could not be taken for
   * another reason is tried again.
   */
  @Nullable Content changed() throws IOException {
    Content before = seen;
    if (before != null && before.wasSettled() && before.stamp.equals(stamp())) {
      return null;
    }
    Content content = read();
    if (before == null || !before.hash.equals(content.hash)) {
      return content;
    }
    remember(content);
    return null;
  }

  void remember(Content content) {
    seen = content.withoutBytes();
  }

  /** Returns the current content; it is not remembered. */
  Content read() throws IOException {
    // The stamp first: a change in between is then found at the next check.
    Stamp stamp = stamp();
    byte[] bytes = Files.readAllBytes(path);
    return new Content(stamp, bytes, hash(bytes), clock.instant());
  }

  /**
   * Returns the stamp of a regular file. Opening anything else might block forever, such as a pipe
   * without a writer.
   */
  private Stamp stamp() throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    if (!now.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    Object changed = unix ? Files.getAttribute(path, "unix:ctime") : null;
    return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey(), changed);
  }

  /** Waits until no other process writes the file. */
  WriteLock lock() throws IOException {
    return WriteLock.of(path.toRealPath());
  }

  /** Replaces the content atomically; a link stays a link. */
  void write(byte[] content) throws IOException {
    Path target = path.toRealPath();
    AtomicFile.tidy(target, clock.instant());
    AtomicFile.replace(target, content);
    // The written content, not the current one: another process may have replaced it already.
    remember(new Content(stamp(), content, hash(content), clock.instant()));
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
