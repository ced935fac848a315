// SPDX-License-Identifier: Apache-2.0
package io.countersign.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The application's classes without some of its jars: as if they had never been added. */
final class HidingLoader extends ClassLoader {

  private final ClassLoader application = HidingLoader.class.getClassLoader();
  private final List<String> hidden;

  /** Hides the jars and folders whose address holds one of these. */
  HidingLoader(List<String> hidden) {
    super(ClassLoader.getPlatformClassLoader());
    this.hidden = hidden;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    URL found = findResource(name.replace('.', '/') + ".class");
    if (found == null) {
      throw new ClassNotFoundException(name);
    }
    try (InputStream stream = found.openStream()) {
      byte[] bytes = stream.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException unreadable) {
      throw new ClassNotFoundException(name, unreadable);
    }
  }

  @Override
  protected URL findResource(String name) {
    try {
      Enumeration<URL> found = findResources(name);
      return found.hasMoreElements() ? found.nextElement() : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return Collections.enumeration(
        Collections.list(application.getResources(name)).stream()
            .filter(url -> hidden.stream().noneMatch(url.toString()::contains))
            .toList());
  }
}
