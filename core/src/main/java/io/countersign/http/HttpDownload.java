// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * One HTTP answer whose body is read as a stream. Close it. Not safe for use by several threads.
 */
public interface HttpDownload extends Closeable {

  /** The status code. */
  int status();

  /** Its headers. */
  Headers headers();

  /** Its bytes as received. */
  InputStream body() throws IOException;
}
