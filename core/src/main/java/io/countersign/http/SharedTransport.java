// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

import io.countersign.InvalidRequestException;

/** Which transport a JVM's clients share. */
final class SharedTransport {

  private static final boolean OKHTTP = isThere("okhttp3.OkHttpClient");

  private SharedTransport() {}

  static HttpTransport chosen() {
    if (!OKHTTP) {
      return JdkHttpTransport.shared();
    }
    try {
      return OkHttpTransport.shared();
    } catch (LinkageError incomplete) {
      throw new InvalidRequestException(
          "OkHttp",
          "okhttp with the okio-jvm and kotlin-stdlib that it was built with, or none of them: then"
              + " the JDK's own client is used (missing: "
              + incomplete.getMessage()
              + ")");
    }
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, SharedTransport.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
