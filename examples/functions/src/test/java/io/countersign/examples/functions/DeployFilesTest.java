// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside the serverless shop that deploy this example on other clouds. */
class DeployFilesTest {

  private static final Pattern CLASS =
      Pattern.compile("io[.]countersign[.]examples[.]functions[.][A-Za-z]+(::[a-zA-Z]+)?");
  private static final Pattern VARIABLE = Pattern.compile("(?m)^ +([A-Z][A-Z0-9_]+): ");

  @ParameterizedTest
  @ValueSource(
      strings = {"fc/s.yaml", "scf/serverless.yml", "scf/bootstrap", "cloudbase/Dockerfile"})
  void whatIsNamedThereIsHere(String name) throws Exception {
    String text = read("../lambda/deploy/" + name);
    String readme = read("README.md");
    Matcher named = CLASS.matcher(text);
    int classes = 0;
    while (named.find()) {
      classes++;
      String[] parts = named.group().split("::");
      Class<?> found = Class.forName(parts[0]);
      String method = parts.length == 1 ? "main" : parts[1];
      assertThat(found.getMethods()).extracting("name").contains(method);
    }
    assertThat(classes).isPositive();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String known = variable.group(1).replaceAll("^(WECHATPAY|ECPAY|ALIPAY|UNIONPAY)_.*", "$1_…");
      assertThat(readme).contains("`" + known + "`");
    }
  }

  @Test
  void theContainerListensWhereItsUserMay() throws Exception {
    String text = read("../lambda/deploy/cloudbase/Dockerfile");
    Matcher port = Pattern.compile("(?m)^ENV PORT=([0-9]+)$").matcher(text);

    assertThat(text).contains("USER shop");
    assertThat(port.find()).isTrue();
    assertThat(Integer.parseInt(port.group(1))).isGreaterThan(1023);
    assertThat(text).contains("EXPOSE " + port.group(1));
  }

  private static String read(String name) throws IOException {
    return Files.readString(Path.of(name));
  }
}
