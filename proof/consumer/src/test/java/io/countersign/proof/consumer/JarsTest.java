// SPDX-License-Identifier: Apache-2.0
package io.countersign.proof.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a user's build fetches, jar by jar. */
class JarsTest {

  private static final Path JARS = Path.of("target", "jars");

  private static List<Path> ours() throws IOException {
    try (Stream<Path> files = Files.list(JARS)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("countersign-"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  @Test
  void aUserOfEveryProviderCarriesTheseJarsAndNoOther() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(JARS)) {
      files.forEach(
          file -> names.add(file.getFileName().toString().replaceFirst("-[0-9].*\\.jar$", "")));
    }

    assertThat(names)
        .containsExactly(
            "annotations",
            "countersign-alipay",
            "countersign-core",
            "countersign-ecpay",
            "countersign-unionpay",
            "countersign-wechatpay",
            "fastcsv",
            "jackson-core",
            "kotlin-stdlib",
            "kotlin-stdlib-common",
            "kotlin-stdlib-jdk7",
            "kotlin-stdlib-jdk8",
            "okhttp",
            "okio-jvm",
            "slf4j-api");
  }

  @Test
  void eachOfOursIsANamedModuleWithItsLicence() throws IOException {
    assertThat(ours()).hasSize(5);
    for (Path jar : ours()) {
      ModuleDescriptor module = ModuleFinder.of(jar).findAll().iterator().next().descriptor();
      assertThat(module.isAutomatic()).describedAs(jar.toString()).isFalse();
      assertThat(module.name()).startsWith("io.countersign");
      try (JarFile opened = new JarFile(jar.toFile())) {
        assertThat(opened.getEntry("META-INF/LICENSE")).isNotNull();
        assertThat(opened.getEntry("META-INF/NOTICE")).isNotNull();
      }
    }
  }

  @Test
  void noJarTellsWhenItWasBuilt() throws IOException {
    for (Path jar : ours()) {
      Set<Long> times = new TreeSet<>();
      List<String> names = new ArrayList<>();
      try (JarFile opened = new JarFile(jar.toFile())) {
        Enumeration<JarEntry> entries = opened.entries();
        while (entries.hasMoreElements()) {
          JarEntry entry = entries.nextElement();
          times.add(entry.getTime());
          names.add(entry.getName());
        }
      }
      assertThat(times).describedAs(jar.toString()).hasSize(1);
      assertThat(names).doesNotHaveDuplicates();
    }
  }
}
