// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.OpenPage.PostForm;
import io.countersign.OpenPage.PostForm.Field;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostFormTest {

  private static final String NONCE = "bm9uY2Utbm9uY2Utbm9u";

  @Test
  void theValueCannotLeaveItsAttribute() {
    String page = form(new Field("ItemName", "\"><script>alert('x')</script>&amp;")).toHtml(NONCE);

    assertThat(page)
        .contains("value=\"&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;\"")
        .containsOnlyOnce("<script")
        .containsOnlyOnce("</script>");
  }

  @Test
  void blanksAndEmptyValuesAreWrittenAsSigned() {
    String page =
        form(new Field("a", " x "), new Field("b", ""), new Field("c", "1\n2")).toHtml(NONCE);

    assertThat(page)
        .contains("name=\"a\" value=\" x \"")
        .contains("name=\"b\" value=\"\"")
        .contains("name=\"c\" value=\"1&#10;2\"");
  }

  @Test
  void theActionIsEscapedAndTheFieldsKeepTheirOrder() {
    PostForm form =
        new PostForm(
            URI.create("https://pay.example.com/a?x=1&y='2'"),
            List.of(new Field("z", "1"), new Field("a", "促銷 🍵")),
            StandardCharsets.UTF_8);

    String page = form.toHtml(NONCE);

    assertThat(page)
        .contains("action=\"https://pay.example.com/a?x=1&amp;y=&#39;2&#39;\"")
        .contains("accept-charset=\"UTF-8\"")
        .contains("<meta charset=\"UTF-8\">")
        .contains("<script nonce=\"" + NONCE + "\">")
        .contains("<button type=\"submit\">");
    assertThat(page.indexOf("name=\"z\"")).isLessThan(page.indexOf("name=\"a\" value=\"促銷 🍵\""));
  }

  @Test
  void aFieldNamedSubmitDoesNotStopTheForm() {
    assertThat(form(new Field("submit", "1")).toHtml(NONCE))
        .contains("HTMLFormElement.prototype.submit.call(");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "bm9uY2Utbm9uY2\"><script>", "bm9uY2U tbm9uY2Utbm9u"})
  void aNonceThatCouldNotStandInAPolicyIsRefused(String nonce) {
    assertThatThrownBy(() -> form().toHtml(nonce))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("nonce");
  }

  @Test
  void itsTextShowsNoValues() {
    assertThat(form(new Field("CustomerName", "王小明")).toString())
        .contains("CustomerName")
        .doesNotContain("王小明");
  }

  private static PostForm form(Field... fields) {
    return new PostForm(
        URI.create("https://pay.example.com/"), List.of(fields), StandardCharsets.UTF_8);
  }
}
