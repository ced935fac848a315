// SPDX-License-Identifier: Apache-2.0
package io.countersign.http;

/** Which transport a JVM's clients share. */
final class SharedTransport {

  static final HttpTransport CHOSEN =
      isThere("okhttp3.OkHttpClient") ? OkHttpTransport.shared() : JdkHttpTransport.shared();

  private SharedTransport() {}

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, SharedTransport.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
