// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.Sandbox;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateTest {

  private static final String RUNBOOK = Template.file("DEPLOY.md");

  @Test
  void theTemplateIsOneThatCloudFormationTakes() {
    assertThat(TemplateForm.findings(Template.parse(Template.text()))).isEmpty();
  }

  @Test
  void theTemplateFitsTheShop() {
    assertThat(TemplateShop.findings(Template.parse(Template.text()), RUNBOOK)).isEmpty();
  }

  /** What is planted, and what must be said of it. */
  static List<Arguments> breaches() {
    return List.of(
        Arguments.of("lambda.LoginFunction", "lambda.Login", "there is no handler"),
        Arguments.of("lambda.LoginFunction", "lambda.Shop", "no public stream handler"),
        Arguments.of("!Ref OrdersTable", "!Ref OrderTable", "nothing is called OrderTable"),
        Arguments.of("!GetAtt OrdersQueue.Arn", "!GetAtt OrdersQueue.Url", "has no Url"),
        Arguments.of("\\$\\{OrdersTable.Arn}", "${OrdersTable.Name}", "has no Name"),
        Arguments.of("VisibilityTimeout", "VisibilityTimout", "no property VisibilityTimout"),
        Arguments.of("VisibilityTimeout: 360", "VisibilityTimeout: 60", "comes again before"),
        Arguments.of("      StageName: [$]default\n", "", "StageName is missing"),
        Arguments.of("Timeout: 240", "Timeout: four", "four is no integer"),
        Arguments.of("BatchSize: 10", "BatchSize: true", "true is no integer"),
        Arguments.of("ProjectionType: ALL", "Type: ALL", "there is no property Type"),
        Arguments.of("Type: ScheduleV2", "Type: ScheduleV3", "events of type ScheduleV3"),
        Arguments.of("Type: AWS::SNS::Topic", "Type: AWS::SNS::Topics", "no facts about"),
        Arguments.of(
            "    Properties:\n      TopicArn",
            "    Propertys:\n      TopicArn",
            "have no Propertys"),
        Arguments.of("If \\[HasAddress", "If [HasAdress", "no condition HasAdress"),
        Arguments.of("Threshold: !Ref UnheardSeconds", "Threshold: 1500", "is used nowhere"),
        Arguments.of("Name: !Ref AWS::StackName", "Name: !Ref CallbackFunction", "a circle"),
        Arguments.of(
            "SnapStart:\n      ApplyOn: \\w+",
            "SnapStart:\n      ApplyOn: None",
            "without a snapshot"),
        Arguments.of("    AutoPublishAlias: live\n", "", "no alias leads to one"),
        Arguments.of("    AutoPublishAliasAllProperties: true\n", "", "publishes no version"),
        Arguments.of("        DEPLOYED_WITH: .*\n", "", "a changed parameter publishes no version"),
        Arguments.of(
            "DEPLOYED_WITH: nothing",
            "DEPLOYED_WITH: !Ref ShopSecretVersion",
            "a changed parameter publishes no version"),
        Arguments.of(
            "          SESSION_SECRET: ",
            "          DEPLOYED_WITH: once\n          SESSION_SECRET: ",
            "a DEPLOYED_WITH of its own"),
        Arguments.of("SESSION_SECRET: ", "SESION_SECRET: ", "nobody reads SESION_SECRET"),
        Arguments.of("          HOLD_MINUTES: .*\n", "", "reads HOLD_MINUTES, which is not set"),
        Arguments.of(
            "HOLD_MINUTES: !Ref HoldMinutes",
            "HOLD_MINUTES: !Ref PayMinutes",
            "HOLD_MINUTES is not HoldMinutes"),
        Arguments.of(
            "          SESSION_SECRET: .*\n", "", "reads SESSION_SECRET, which is not set"),
        Arguments.of("          SHOP_URL: .*\n", "", "without SHOP_URL"),
        Arguments.of("          SHOP_SECRET: .*\n", "", "has no keys of theirs"),
        Arguments.of(
            "REFUNDS_TABLE: !Ref RefundsTable",
            "REFUNDS_TABLE: !Ref OrdersTable",
            "is not RefundsTable"),
        Arguments.of("String:ECPAY", "String:PROVIDERS", "is not fed from ECPAY"),
        Arguments.of(
            "String:ADMIN_SECRET", "String:SESSION_SECRET", "is not fed from ADMIN_SECRET"),
        Arguments.of(
            "      Description: .*\n",
            "      Description: '" + "{{resolve:x}}".repeat(7) + "'\n",
            "60 dynamic references"),
        Arguments.of("dynamodb:GetItem, dynamodb:UpdateItem", "dynamodb:GetItem", "may on tables"),
        Arguments.of(
            "dynamodb:GetItem, dynamodb:PutItem]",
            "dynamodb:GetItem, dynamodb:PutItem, dynamodb:UpdateItem]",
            "may on tables"),
        Arguments.of("Action: \\[dynamodb:Query]", "Action: [dynamodb:Scan]", "may do"),
        Arguments.of("sqs:SendMessage", "'sqs:*'", "a wildcard"),
        Arguments.of("sns:Publish", "sns:Subscribe", "may do"),
        Arguments.of(
            "Resource: !GetAtt StockTable.Arn", "Resource: !GetAtt RefundsTable.Arn", "may touch"),
        Arguments.of(
            "      Policies:\n",
            "      Policies:\n        - AmazonSQSFullAccess\n",
            "does not show"),
        Arguments.of("Type: ScheduleV2", "Type: SQS", "read every queue"),
        Arguments.of(
            "FunctionName: !Ref OrderWorker.Alias",
            "FunctionName: !Ref OrderWorker",
            "OrderWorker: may do"),
        Arguments.of("BatchSize: 1\n", "BatchSize: 10\n", "waits for the orders of others"),
        Arguments.of("VisibilityTimeout: 120", "VisibilityTimeout: 360", "the payer has gone"),
        Arguments.of("Default: 1500", "Default: 5400", "OldestUnheard: the timer ends"),
        Arguments.of("rate\\(5 minutes", "rate(15 minutes", "does not run every five minutes"),
        Arguments.of("Threshold: 300\n", "Threshold: 900\n", "OldestOutbox: an order that nobody"),
        Arguments.of(
            "Threshold: 30\n      TreatMissingData: notBreaching",
            "Threshold: 30\n      TreatMissingData: breaching",
            "KeyExpiry: without WeChat Pay"),
        Arguments.of("          PAYMENT_METHODS: .*\n", "", "reads PAYMENT_METHODS, which"),
        Arguments.of(
            "  CallbackSlow:\n",
            "  CallbackSlower:\n    Type: AWS::CloudWatch::Alarm\n  CallbackSlow:\n",
            "what it costs"),
        Arguments.of("index/doubt", "index/dout", "has no index dout"),
        Arguments.of("RecoveryEnabled: true", "RecoveryEnabled: false", "cannot be brought back"),
        Arguments.of("SSEEnabled: true", "SSEEnabled: false", "not encrypted"),
        Arguments.of(
            "DeletionProtectionEnabled: true",
            "DeletionProtectionEnabled: false",
            "goes with the stack"),
        Arguments.of("- \\{AttributeName: doubt, AttributeType: S}\n", "\n", "defines"),
        Arguments.of("      RedrivePolicy:\n.*\n.*\n", "", "has no dead letters"),
        Arguments.of(
            "      FunctionResponseTypes: .*\n|            FunctionResponseTypes: .*\n",
            "",
            "its whole batch"),
        Arguments.of("RetentionInDays", "RetentionDays", "kept for ever"),
        Arguments.of("Value: !GetAtt PaymentsDeadLetters.QueueName", "Value: x", "nobody is told"),
        Arguments.of(
            "MetricName: OldestUnheardSeconds",
            "MetricName: OldestUnheard",
            "nothing writes OldestUnheard"),
        Arguments.of("MetricName: NeedsAction", "MetricName: CallsUnknown", "watched by no alarm"),
        Arguments.of("AlarmActions: .*\n", "AlarmActions: []\n", "tells nobody"),
        Arguments.of("TreatMissingData: .*\n", "Unit: None\n", "silence means nothing"),
        Arguments.of("Runbook", "Book", "no runbook"),
        Arguments.of("Protocol: email", "Protocol: sms", "reaches the administrator"));
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void aBreachIsSeen(String where, String instead, String said) {
    String text = Template.text();
    String broken =
        Pattern.compile(where).matcher(text).replaceAll(Matcher.quoteReplacement(instead));
    assertThat(broken).describedAs("nothing was planted").isNotEqualTo(text);

    Template template = Template.parse(broken);
    List<String> findings = new ArrayList<>(TemplateForm.findings(template));
    findings.addAll(TemplateShop.findings(template, RUNBOOK));

    assertThat(findings).anyMatch(each -> Pattern.compile(said).matcher(each).find());
  }

  @Test
  void anAlarmWithoutAPageInTheRunbookIsSeen() {
    String runbook = RUNBOOK.replace("### OldestUnknown\n", "### OldestUnknwn\n");

    assertThat(TemplateShop.findings(Template.parse(Template.text()), runbook))
        .containsExactly("OldestUnknown: no runbook");
  }

  @Test
  void aWayToDeployThatPublishesNoVersionIsSeen() {
    String runbook = RUNBOOK.replace("deploy/deploy.sh shop ", "sam deploy ");

    assertThat(TemplateShop.findings(Template.parse(Template.text()), runbook))
        .containsExactly("the way to deploy goes past deploy/deploy.sh");
  }

  /** What may be chosen in a deployment is what the functions take, and left out means the same. */
  @ParameterizedTest
  @MethodSource("choices")
  void aChoiceHasTheBoundsThatItsFunctionsHave(String variable, Function<Settings, Object> read) {
    Map<String, Object> parameter =
        Template.map(
            Template.parse(Template.text())
                .section("Parameters")
                .get(TemplateShop.CHOICES.get(variable)));
    long least = (Long) parameter.get("MinValue");
    long most = (Long) parameter.get("MaxValue");

    assertThat(read.apply(Settings.of(Map.of(variable, "" + parameter.get("Default")))))
        .isEqualTo(read.apply(Settings.of(Map.of())));
    for (long taken : List.of(least, most)) {
      read.apply(Settings.of(Map.of(variable, "" + taken)));
    }
    for (long refused : List.of(least - 1, most + 1)) {
      Settings settings = Settings.of(Map.of(variable, "" + refused));
      assertThatThrownBy(() -> read.apply(settings)).hasMessageContaining(variable);
    }
  }

  static List<Arguments> choices() {
    return List.of(
        choice("SESSION_MINUTES", Settings::session),
        choice("PAY_MINUTES", Settings::toPay),
        choice("HOLD_MINUTES", Settings::hold),
        choice("TIMER_ITEMS", Settings::timerItems));
  }

  private static Arguments choice(String variable, Function<Settings, Object> read) {
    return Arguments.of(variable, read);
  }

  @Test
  void aKeyThatStandsTwiceIsSeen() {
    assertThatThrownBy(() -> Template.parse("Resources:\n  A: 1\n  A: 2\n"))
        .hasMessageContaining("stands twice");
  }

  /** What a shop fills in; a file beside it makes the secret of it. */
  private static Set<String> fields() throws IOException {
    Set<String> fields = new TreeSet<>();
    new ObjectMapper()
        .readTree(Template.file("deploy/shop-secret.json"))
        .fieldNames()
        .forEachRemaining(fields::add);
    return fields;
  }

  @Test
  void theSecretHasEveryFieldThatTheTemplateReadsAndNoneThatNobodyReads() throws IOException {
    Set<String> read = new TreeSet<>();
    Matcher field = Pattern.compile(":SecretString:([A-Z0-9_]+)::").matcher(Template.text());
    while (field.find()) {
      read.add(field.group(1));
    }
    String recipe = Template.file("deploy/secret.jq");
    assertThat(read).allMatch(recipe::contains);
    read.removeAll(Set.of("PROVIDERS", "ECPAY"));
    read.addAll(Reach.textsOf("io/countersign/wechatpay/WeChatPayEnvironment"));
    read.addAll(Reach.textsOf("io/countersign/ecpay/EcpayEnvironment"));
    read.addAll(Reach.textsOf("io/countersign/examples/lambda/Settings"));

    assertThat(read).containsAll(fields());
  }

  /** A digest, a number or an address of usual length. */
  private static int length(String variable, Object value, String secret) {
    if (variable.equals(Settings.ALL_IN_ONE)) {
      return secret.length();
    }
    if (TemplateShop.CHOICES.containsKey(variable)) {
      return "wechatpay,ecpay".length();
    }
    return value instanceof String text ? Math.max(text.length(), 16) : 100;
  }

  @Test
  void whatEachFunctionIsToldIsEnoughForItsProvidersAndFits() throws IOException {
    try (Sandbox sandbox = Sandbox.start()) {
      Map<String, String> own = new HashMap<>(sandbox.weChatPay().openMerchant().environment());
      own.putAll(sandbox.ecpay().openMerchant().environment());
      Map<String, String> group = new TreeMap<>();
      for (String field : fields()) {
        if (field.matches("(WECHATPAY|ECPAY)_.*")) {
          // What a shop has not, it leaves empty.
          group.put(field, own.getOrDefault(field, ""));
        }
      }
      String secret = new ObjectMapper().writeValueAsString(group);
      Template template = Template.parse(Template.text());
      for (String function : template.ofType("AWS::Serverless::Function")) {
        Map<String, Object> variables = new HashMap<>(template.variablesOfAll());
        variables.putAll(template.variables(function));
        int size =
            variables.entrySet().stream()
                .mapToInt(
                    each -> each.getKey().length() + length(each.getKey(), each.getValue(), secret))
                .sum();
        // Lambda takes 4 KB of variables, and keeps some of its own.
        assertThat(size).describedAs(function).isLessThan(3_900);
      }
      Tills tills =
          new Tills(
              Settings.of(Map.of("SHOP_SECRET", secret, "SHOP_URL", "https://shop.example.com")),
              Clock.systemUTC(),
              new Metrics(System.out, Clock.systemUTC()));

      assertThat(tills.methods()).containsExactly(Method.values());
      tills.warmUp();
    }
  }
}
