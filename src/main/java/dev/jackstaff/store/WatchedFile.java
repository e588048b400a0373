package dev.jackstaff.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file has changed, mostly without reading it.
 *
 * <p>As git does: a file whose time, size and identity are as they were is unchanged, unless it was
 * read so soon after its time that a second change could have got the same time. Such a file is
 * read again, and compared by a hash, until it has settled. Links are followed at every look. Not
 * thread-safe.
 */
final class WatchedFile {
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path path;
  private final InstantSource clock;
  private @Nullable Seen seen;
  private boolean trusted = true;

  WatchedFile(Path path, InstantSource clock) {
    this.path = path;
    this.clock = clock;
  }

  private record Seen(FileTime time, long size, @Nullable Object key, String hash, Instant at) {
    boolean looksLike(BasicFileAttributes now) {
      return time.equals(now.lastModifiedTime())
          && size == now.size()
          && Objects.equals(key, now.fileKey());
    }

    boolean hadSettled() {
      return time.toInstant().isBefore(at.minus(SETTLED));
    }
  }

  String name() {
    return path.getFileName().toString();
  }

  Path absolute() {
    return path.toAbsolutePath();
  }

  /** The last content that was read could be taken. */
  boolean isSane() {
    return trusted;
  }

  void distrust() {
    trusted = false;
  }

  /** The content if it has changed since it was last read or written, else null. */
  byte @Nullable [] changed() throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    Seen before = seen;
    if (before != null && before.looksLike(now) && before.hadSettled()) {
      return null;
    }
    byte[] content = read();
    return before != null && before.hash.equals(hash(content)) ? null : content;
  }

  /** The content as it is, not remembered, so that {@link #changed} still tells of it. */
  byte[] peek() throws IOException {
    return Files.readAllBytes(path);
  }

  /** The content, remembered as seen. */
  byte[] read() throws IOException {
    // The time first: a change in between is then found at the next look.
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    byte[] content = Files.readAllBytes(path);
    remember(attributes, content);
    return content;
  }

  private void remember(BasicFileAttributes attributes, byte[] content) {
    String hash = hash(content);
    if (seen == null || !seen.hash.equals(hash)) {
      trusted = true;
    }
    FileTime time = attributes.lastModifiedTime();
    seen = new Seen(time, attributes.size(), attributes.fileKey(), hash, clock.instant());
  }

  /** Replaces the content at once; a link stays a link. */
  void write(byte[] content) throws IOException {
    Path target = path.toRealPath();
    Path directory = Objects.requireNonNull(target.getParent());
    Path temporary = Files.createTempFile(directory, "." + name(), ".tmp");
    try {
      permit(temporary, target);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    // What was written, and not what is there: somebody else may have been quick.
    remember(Files.readAttributes(path, BasicFileAttributes.class), content);
  }

  /** The new file may be read by whoever could read the old one. */
  private static void permit(Path temporary, Path target) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(Files.getPosixFilePermissions(target));
    }
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
