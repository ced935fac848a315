// SPDX-License-Identifier: Apache-2.0
package io.countersign.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentClient;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Where creating only signs a form that the payer's browser posts: what is in it, that it cannot be
 * changed on its way, and that the provider knows of nothing before it was posted.
 */
abstract class SignedFormContract extends UnknownOutcomeContract {

  private static final String NONCE = "bm9uY2Ugb2YgdGhpcyBwYWdl";
  private static final Pattern INPUT =
      Pattern.compile("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"");
  private static final Pattern PARAMETER = Pattern.compile("[?&]([^=&]+)=[^&]*");

  private OpenPage.PostForm form(PaymentClient client, PaymentRequest<?> request) {
    return (OpenPage.PostForm) accepted(client.create(request)).value();
  }

  @Test
  void signingAFormSendsNothingAndTheProviderKnowsOfNothingYet() {
    needs(ContractPart.SIGNED_FORM);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    OpenPage.PostForm form = form(client, request);
    assertThat(requestsOfAllKinds()).isZero();

    assertThat(client.find(client.ref(request))).isEmpty();
    assertThat(gateway.payerOpens(form)).isTrue();

    assertThat(client.find(client.ref(request)).orElseThrow().isPaid()).isFalse();
    assertThat(gateway.charges(request.id().number())).isZero();
  }

  @Test
  void anIdenticalRequestOrdersTheSameWheneverItIsAsked() {
    needs(ContractPart.SIGNED_FORM);
    PaymentRequest<?> request = request(mainScene());
    OpenPage.PostForm first = form(steadyClient(), request);
    gateway.advance(Duration.ofMinutes(7));

    OpenPage.PostForm again = form(steadyClient(), request);

    assertThat(gateway.ordered(again)).isEqualTo(gateway.ordered(first));
    assertThat(gateway.ordered(form(steadyClient(), request(mainScene()))))
        .isNotEqualTo(gateway.ordered(first));
    gateway.payerOpens(first);
    gateway.payerOpens(again);
    PaymentRef ref = steadyClient().ref(request);
    gateway.pay(ref);
    gateway.payerOpens(again);
    assertThat(gateway.charges(ref.number())).isEqualTo(1);
  }

  @Test
  void thePagePostsExactlyWhatWasSignedWhateverTheDescriptionHolds() {
    needs(ContractPart.SIGNED_FORM);
    String hostile = "</form><script>alert('tea')</script> \"&amp;' 一杯茶 🍵 ~+";
    PaymentRequest<?> request = requestBuilder().description(hostile).build();
    OpenPage.PostForm form = form(steadyClient(), request);

    String page = form.toHtml(NONCE);

    List<OpenPage.PostForm.Field> posted = new ArrayList<>();
    Matcher input = INPUT.matcher(page);
    while (input.find()) {
      posted.add(new OpenPage.PostForm.Field(unescaped(input.group(1)), unescaped(input.group(2))));
    }
    assertThat(posted).isEqualTo(form.fields());
    assertThat(page.split("<script", -1)).describedAs("one script, the page's own").hasSize(2);
    assertThat(page).contains("<script nonce=\"" + NONCE + "\"").doesNotContain("alert('tea')");
    assertThat(page.split("</form", -1)).hasSize(2);
    assertThat(gateway.payerOpens(form)).isTrue();
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  @TestFactory
  Stream<DynamicTest> whatIsChangedOnItsWayIsNotTakenByTheProvider() {
    needs(ContractPart.SIGNED_FORM);
    PaymentClient client = steadyClient();
    OpenPage.PostForm sample = form(client, request(mainScene()));
    return changes(sample).keySet().stream()
        .map(
            changed ->
                dynamicTest(
                    changed,
                    () -> {
                      PaymentRequest<?> request = request(mainScene());

                      assertThat(gateway.payerOpens(changes(form(client, request)).get(changed)))
                          .isFalse();

                      assertThat(client.find(client.ref(request))).isEmpty();
                    }));
  }

  /** The form with one value longer than it was, by that value's name. */
  private static Map<String, OpenPage.PostForm> changes(OpenPage.PostForm form) {
    Map<String, OpenPage.PostForm> changes = new LinkedHashMap<>();
    for (int i = 0; i < form.fields().size(); i++) {
      List<OpenPage.PostForm.Field> fields = new ArrayList<>(form.fields());
      OpenPage.PostForm.Field old = fields.get(i);
      fields.set(i, new OpenPage.PostForm.Field(old.name(), old.value() + "1"));
      changes.put(old.name(), new OpenPage.PostForm(form.action(), fields, form.charset()));
    }
    Matcher parameter = PARAMETER.matcher(form.action().toString());
    while (parameter.find()) {
      URI longer =
          URI.create(
              new StringBuilder(form.action().toString()).insert(parameter.end(), 1).toString());
      changes.put(
          parameter.group(1) + " in the address",
          new OpenPage.PostForm(longer, form.fields(), form.charset()));
    }
    return changes;
  }

  @Test
  void aFormThatIsPostedTwiceIsPaidOnce() {
    needs(ContractPart.SIGNED_FORM);
    PaymentClient client = steadyClient();
    PaymentRequest<?> request = request(mainScene());
    OpenPage.PostForm form = form(client, request);
    gateway.payerOpens(form);
    gateway.payerOpens(form);
    PaymentRef ref = client.ref(request);
    gateway.pay(ref);
    gateway.payerOpens(form);

    assertThat(gateway.charges(ref.number())).isEqualTo(1);
    assertThat(client.find(ref).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aFormForAUsedNumberWithAnotherAmountIsNotTakenAndNotBelieved() {
    needs(ContractPart.SIGNED_FORM);
    PaymentClient client = steadyClient();
    PaymentRef paid = paidOrder(client);
    Money twice = gateway.amount().plus(gateway.amount());
    PaymentRequest<?> dearer = requestBuilder().id(paid.id()).amount(twice).build();

    assertThat(gateway.payerOpens(form(client, dearer))).isFalse();

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> client.find(client.ref(dearer)));
    assertThat(gateway.charges(paid.number())).isEqualTo(1);
    assertThat(client.find(paid).orElseThrow().orderTotal()).contains(gateway.amount());
  }
}
