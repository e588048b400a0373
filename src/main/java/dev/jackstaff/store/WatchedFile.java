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
 * Tells whether a file has changed, mostly without reading it.
 *
 * <p>As git does: a file whose times, size and identity are as they were is unchanged, unless it
 * was read so soon after its time that a second change could have got the same time. Such a file is
 * read again, and compared by a hash, until it has settled. Links are followed at every look. Not
 * thread-safe.
 */
final class WatchedFile {
  private static final Duration SETTLED = Duration.ofSeconds(2);
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

  /** A file's identity, without its content; the time of its inode's change where there is one. */
  private record Stamp(FileTime time, long size, @Nullable Object key, @Nullable Object changed) {
    Instant latest() {
      Instant modified = time.toInstant();
      Instant inode = changed instanceof FileTime c ? c.toInstant() : modified;
      return modified.isAfter(inode) ? modified : inode;
    }
  }

  /** A content that was read, and when. */
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

    private boolean hadSettled() {
      return stamp.latest().isBefore(at.minus(SETTLED));
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
   * The content if it is not the one that was {@linkplain #remember remembered}, else null. It is
   * given again and again until somebody remembers it, so that a content whose taking failed for a
   * reason of its own is tried again.
   */
  @Nullable Content changed() throws IOException {
    Content before = seen;
    if (before != null && before.hadSettled() && before.stamp.equals(stamp())) {
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

  /** The content as it is now; not remembered. */
  Content read() throws IOException {
    // The stamp first: a change in between is then found at the next look.
    Stamp stamp = stamp();
    byte[] bytes = Files.readAllBytes(path);
    return new Content(stamp, bytes, hash(bytes), clock.instant());
  }

  /** To open anything else might wait for ever, as for whoever writes into a pipe. */
  private Stamp stamp() throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    if (!now.isRegularFile()) {
      throw new IOException("it is not a regular file");
    }
    Object changed = unix ? Files.getAttribute(path, "unix:ctime") : null;
    return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey(), changed);
  }

  /** Waits until nobody else writes the file. */
  WriteLock lock() throws IOException {
    return WriteLock.of(path.toRealPath());
  }

  /** Replaces the content at once; a link stays a link. */
  void write(byte[] content) throws IOException {
    Path target = path.toRealPath();
    AtomicFile.tidy(target, clock.instant());
    AtomicFile.replace(target, content);
    // What was written, and not what is there: somebody else may have been quick.
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
