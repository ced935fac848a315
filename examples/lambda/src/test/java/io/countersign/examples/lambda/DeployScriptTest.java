// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that deploys, with stand-ins for the two programs that it calls. */
class DeployScriptTest {

  /** Takes the template as it is; what runs afterwards has what the template says. */
  private static final String SAM =
      """
      #!/bin/sh
      echo "$@" >>sam.calls
      sed -n "s/^ *DEPLOYED_WITH: '\\(.*\\)'$/\\1/p" target/template.yaml >live
      """;

  private static final String AWS =
      """
      #!/bin/sh
      case "$2 $4" in
        "list-stack-resources shop") echo "shop-Login shop-Order" ;;
        "get-function-configuration shop-Login") cat live ;;
        "get-function-configuration shop-Order") cat stuck 2>/dev/null || cat live ;;
        *) echo "not expected: $*" >&2; exit 9 ;;
      esac
      """;

  @TempDir Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectories(folder.resolve("deploy"));
    Files.createDirectories(folder.resolve("target"));
    Files.copy(Path.of("deploy/deploy.sh"), folder.resolve("deploy/deploy.sh"));
    Files.copy(Path.of("template.yaml"), folder.resolve("template.yaml"));
    program("sam", SAM);
    program("aws", AWS);
  }

  @Test
  void anotherKeyAloneChangesWhatSamCompares() throws Exception {
    assertThat(deploy("shop", "ShopSecretVersion=1")).isZero();
    String first = Files.readString(folder.resolve("target/template.yaml"));
    assertThat(deploy("shop", "ShopSecretVersion=2")).isZero();
    String second = Files.readString(folder.resolve("target/template.yaml"));
    assertThat(deploy("shop", "ShopSecretVersion=2")).isZero();

    assertThat(first).isNotEqualTo(second).doesNotContain("ShopSecretVersion=");
    assertThat(Files.readString(folder.resolve("target/template.yaml"))).isEqualTo(second);
    assertThat(Template.parse(second).properties("LoginFunction"))
        .containsEntry("CodeUri", "function");
    assertThat(Files.readAllLines(folder.resolve("sam.calls")).get(1))
        .contains("--template-file target/template.yaml --stack-name shop ")
        .endsWith("--parameter-overrides ShopSecretVersion=2");
  }

  @Test
  void aFunctionThatStayedBehindIsSaid() throws Exception {
    Files.writeString(folder.resolve("stuck"), "of-before\n");

    assertThat(deploy("shop", "ShopSecretVersion=2")).isNotZero();
    assertThat(Files.readString(folder.resolve("said"))).contains("shop-Order: live runs");
  }

  @Test
  void aDeploymentThatFailsEndsThere() throws Exception {
    program("sam", "#!/bin/sh\nexit 7\n");

    assertThat(deploy("shop", "ShopSecretVersion=2")).isEqualTo(7);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
    Files.writeString(file, text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private int deploy(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "deploy/deploy.sh"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder
        .environment()
        .merge("PATH", folder.resolve("bin").toString(), (old, own) -> own + ":" + old);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
