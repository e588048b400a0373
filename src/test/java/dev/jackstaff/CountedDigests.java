package dev.jackstaff;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;

/** The JDK's own MD5 as a provider that counts digests. */
final class CountedDigests extends Provider {
  private static final long serialVersionUID = 1L;

  private transient Thread counted = Thread.currentThread();
  private transient long count;

  CountedDigests() {
    super("CountingMd5", "1", "counts digests");
    putService(
        new Service(this, "MessageDigest", "MD5", CountedDigest.class.getName(), null, null) {
          @Override
          public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return new CountedDigest();
          }
        });
  }

  /** Counts the digests that the current thread takes in a task. */
  long of(Runnable task) {
    counted = Thread.currentThread();
    long before = count;
    task.run();
    return count - before;
  }

  private void digested() {
    if (Thread.currentThread().equals(counted)) {
      count++;
    }
  }

  private final class CountedDigest extends MessageDigestSpi {
    private final MessageDigest md5;

    CountedDigest() throws NoSuchAlgorithmException {
      try {
        md5 = MessageDigest.getInstance("MD5", "SUN");
      } catch (NoSuchProviderException e) {
        throw new NoSuchAlgorithmException(e);
      }
    }

    @Override
    protected void engineUpdate(byte input) {
      md5.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      md5.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
      digested();
      return md5.digest();
    }

    @Override
    protected int engineDigest(byte[] into, int offset, int length) throws DigestException {
      digested();
      return md5.digest(into, offset, length);
    }

    @Override
    protected void engineReset() {
      md5.reset();
    }
  }
}
