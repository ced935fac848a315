// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's body as a stream that ends with an exception when its time is over, however it drips,
 * and when its reader is interrupted; the JDK's own stream forgets an interruption. No more arrives
 * than is read.
 */
final class StreamedBody extends InputStream implements HttpResponse.BodySubscriber<StreamedBody> {

  private final long end;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private Iterator<ByteBuffer> buffers = Collections.emptyIterator();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean whole;
  private volatile boolean closed;
  private volatile Flow.@Nullable Subscription subscription;

  /** A body that may be read until {@code System.nanoTime()} is {@code end}. */
  StreamedBody(long end) {
    this.end = end;
  }

  /** Bytes, or else the end: a good one unless there is a failure. */
  private record Arrival(List<ByteBuffer> bytes, boolean isEnd, @Nullable Throwable failure) {}

  @Override
  public CompletionStage<StreamedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (closed) {
      given.cancel();
    } else {
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, false, null));
  }

  @Override
  public void onError(Throwable failure) {
    arrivals.add(new Arrival(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival(List.of(), true, null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) {
      throw new IOException("closed");
    }
    if (length == 0) {
      return 0;
    }
    while (!current.hasRemaining()) {
      if (buffers.hasNext()) {
        current = buffers.next();
      } else if (whole) {
        return -1;
      } else {
        next();
      }
    }
    int read = Math.min(length, current.remaining());
    current.get(bytes, offset, read);
    return read;
  }

  private void next() throws IOException {
    Arrival arrival = null;
    long left = end - System.nanoTime();
    if (left > 0) {
      try {
        arrival = arrivals.poll(left, TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        close();
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    if (arrival == null) {
      close();
      throw new InterruptedIOException("timed out");
    }
    if (arrival.failure != null) {
      close();
      throw new IOException("broke off: " + arrival.failure.getClass().getSimpleName());
    }
    whole = arrival.isEnd;
    buffers = arrival.bytes.iterator();
    Flow.Subscription given = subscription;
    if (!whole && given != null) {
      given.request(1);
    }
  }

  /** Gives up what was not read. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription given = subscription;
    if (given != null) {
      given.cancel();
    }
  }
}
