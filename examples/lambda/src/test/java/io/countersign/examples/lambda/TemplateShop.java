// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the template must be so that this shop runs by it: its handlers are there, each function is
 * told what it reads and may do what it does, and no more; nothing is lost and somebody is told.
 */
final class TemplateShop {

  private static final String FUNCTION = "AWS::Serverless::Function";

  /** What a call of a client's needs to be allowed. */
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("DynamoDbClient.getItem", "dynamodb:GetItem"),
          Map.entry("DynamoDbClient.putItem", "dynamodb:PutItem"),
          Map.entry("DynamoDbClient.updateItem", "dynamodb:UpdateItem"),
          Map.entry("DynamoDbClient.deleteItem", "dynamodb:DeleteItem"),
          Map.entry("DynamoDbClient.query", "dynamodb:Query"),
          Map.entry("DynamoDbClient.scan", "dynamodb:Scan"),
          Map.entry("TransactWriteItem$Builder.put", "dynamodb:PutItem"),
          Map.entry("TransactWriteItem$Builder.update", "dynamodb:UpdateItem"),
          Map.entry("TransactWriteItem$Builder.delete", "dynamodb:DeleteItem"),
          Map.entry("TransactWriteItem$Builder.conditionCheck", "dynamodb:ConditionCheckItem"),
          Map.entry("SqsClient.sendMessage", "sqs:SendMessage"),
          Map.entry("SqsClient.receiveMessage", "sqs:ReceiveMessage"),
          Map.entry("SqsClient.deleteMessage", "sqs:DeleteMessage"),
          Map.entry("SnsClient.publish", "sns:Publish"));

  /** What Lambda itself does for a function behind a queue. */
  private static final Set<String> OF_A_QUEUE =
      Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

  /** The resource whose name or address a variable holds. */
  private static final Map<String, String> RESOURCES =
      Map.of(
          "ORDERS_TABLE", "OrdersTable",
          "REFUNDS_TABLE", "RefundsTable",
          "STOCK_TABLE", "StockTable",
          "REQUESTS_TABLE", "RequestsTable",
          "STATISTICS_TABLE", "StatisticsTable",
          "ORDERS_QUEUE_URL", "OrdersQueue",
          "PAYMENTS_QUEUE_URL", "PaymentsQueue",
          "ORDERS_DEAD_LETTERS_URL", "OrdersDeadLetters",
          "PAYMENTS_DEAD_LETTERS_URL", "PaymentsDeadLetters",
          "ORDER_PAID_TOPIC_ARN", "OrderPaidTopic");

  private static final Set<String> UNWATCHED = Set.of("CallsUnknown");

  /** What a variable with a value of its own is set to: the shop may be run otherwise. */
  static final Map<String, String> CHOICES =
      Map.of(
          "PAYMENT_METHODS", "PaymentMethods",
          "SESSION_MINUTES", "SessionMinutes",
          "PAY_MINUTES", "PayMinutes",
          "HOLD_MINUTES", "HoldMinutes",
          "TIMER_ITEMS", "TimerItems");

  /** How often the timer looks. */
  private static final long EVERY_SECONDS = 300;

  /** The same classes for each template that is looked at. */
  private static final Map<Class<?>, Reach> REACHES = new ConcurrentHashMap<>();

  private static final TableActions TABLES = new TableActions();

  private final Template template;
  private final String runbook;
  private final List<String> findings = new ArrayList<>();

  private TemplateShop(Template template, String runbook) {
    this.template = template;
    this.runbook = runbook;
  }

  static List<String> findings(Template template, String runbook) {
    TemplateShop shop = new TemplateShop(template, runbook);
    Set<String> texts = new TreeSet<>();
    for (String function : template.ofType(FUNCTION)) {
      shop.function(function, texts);
    }
    shop.deployment();
    shop.tables();
    shop.queues();
    shop.times();
    shop.alarms(texts);
    int references = template.tree().toString().split(Pattern.quote("{{resolve:"), -1).length - 1;
    shop.unless(references <= 60, "CloudFormation takes 60 dynamic references, not " + references);
    for (String logs : template.ofType("AWS::Logs::LogGroup")) {
      shop.unless(
          template.properties(logs).containsKey("RetentionInDays"), logs + ": kept for ever");
    }
    return shop.findings;
  }

  private void unless(boolean holds, String finding) {
    if (!holds) {
      findings.add(finding);
    }
  }

  /** SAM publishes a version for a changed text of the template, whatever its parameters hold. */
  private void deployment() {
    Object mark = template.variablesOfAll().get("DEPLOYED_WITH");
    unless(
        mark instanceof String && template.yaml().contains("\n        DEPLOYED_WITH: nothing\n"),
        "a changed parameter publishes no version: DEPLOYED_WITH is no text to be written over");
    for (String function : template.ofType(FUNCTION)) {
      unless(
          !template.variables(function).containsKey("DEPLOYED_WITH"),
          function + ": has a DEPLOYED_WITH of its own, over which nothing is written");
    }
    unless(
        runbook.contains("deploy/deploy.sh shop ") && !runbook.contains("sam deploy"),
        "the way to deploy goes past deploy/deploy.sh");
  }

  private void function(String name, Set<String> texts) {
    Map<String, Object> properties = template.properties(name);
    Class<?> handler;
    try {
      handler = Class.forName(String.valueOf(properties.get("Handler")));
      unless(
          RequestStreamHandler.class.isAssignableFrom(handler)
              && Modifier.isPublic(handler.getModifiers())
              && Modifier.isPublic(handler.getConstructor().getModifiers()),
          name + ": its handler is no public stream handler");
    } catch (ReflectiveOperationException missing) {
      findings.add(name + ": there is no handler " + properties.get("Handler"));
      return;
    }
    Object snapStart = Template.map(properties.get("SnapStart")).get("ApplyOn");
    unless("PublishedVersions".equals(snapStart), name + ": starts without a snapshot");
    unless(
        properties.containsKey("AutoPublishAlias"),
        name + ": SnapStart acts on versions only, and no alias leads to one");
    unless(
        Boolean.TRUE.equals(properties.get("AutoPublishAliasAllProperties")),
        name + ": a changed variable publishes no version");
    Reach reach =
        // What is loaded ahead of a snapshot is no need, only haste.
        REACHES.computeIfAbsent(handler, each -> Reach.of(each, "<init>", "handleRequest"));
    texts.addAll(reach.texts());
    Set<String> onTables = TABLES.of(reach.methods());
    variables(name, reach, onTables);
    policies(name, reach, onTables);
  }

  private void variables(String name, Reach reach, Set<String> onTables) {
    Map<String, Object> variables = template.variables(name);
    for (String variable : variables.keySet()) {
      boolean read =
          variable.endsWith("_TABLE")
              ? onTables.stream().anyMatch(each -> each.startsWith(variable + " "))
              : reach.texts().stream().anyMatch(text -> says(text, variable));
      unless(read, name + ": nobody reads " + variable);
      String value = String.valueOf(variables.get(variable));
      if (value.contains("{{resolve:")) {
        String field = variable.equals(Settings.ALL_IN_ONE) ? group(reach) : variable;
        unless(
            value.contains(":SecretString:" + field + "::${ShopSecretVersion}}}"),
            name + ": " + variable + " is not fed from " + field + " of the secret's one version");
      } else if (RESOURCES.containsKey(variable)) {
        unless(
            Template.target(variables.get(variable))
                .filter(RESOURCES.get(variable)::equals)
                .isPresent(),
            name + ": " + variable + " is not " + RESOURCES.get(variable));
      } else if (CHOICES.containsKey(variable)) {
        unless(
            variables.get(variable).equals(Map.of("Ref", CHOICES.get(variable))),
            name + ": " + variable + " is not " + CHOICES.get(variable));
      }
    }
    Stream.of(RESOURCES.keySet(), CHOICES.keySet(), Set.of("SESSION_SECRET", "ADMIN_SECRET"))
        .flatMap(Set::stream)
        .filter(variable -> !variables.containsKey(variable))
        .filter(
            variable ->
                variable.endsWith("_TABLE")
                    ? onTables.stream().anyMatch(each -> each.startsWith(variable + " "))
                    : reach.texts().stream().anyMatch(text -> says(text, variable)))
        .forEach(variable -> findings.add(name + ": reads " + variable + ", which is not set"));
    boolean keys = variables.containsKey(Settings.ALL_IN_ONE);
    unless(
        keys != group(reach).isEmpty(),
        name + ": calls providers and has no keys of theirs, or has them and calls none");
    unless(
        !keys || variables.containsKey("SHOP_URL"), name + ": makes notify URLs without SHOP_URL");
  }

  /** Whose keys a function needs. */
  private static String group(Reach reach) {
    if (Stream.of("NotificationRouter.handle", "PaymentClient.find", "PaymentClient.refund")
        .anyMatch(reach.calls()::contains)) {
      return "PROVIDERS";
    }
    return reach.calls().contains("EcpayClient.create") ? "ECPAY" : "";
  }

  /** Whether a text in the code is a variable's name, or the fixed end of it. */
  private static boolean says(String text, String variable) {
    String fixed = text.replace("\1", "");
    return fixed.equals(variable) || (fixed.startsWith("_") && variable.endsWith(fixed));
  }

  private void policies(String name, Reach reach, Set<String> onTables) {
    Set<String> needed = new TreeSet<>();
    ACTIONS.forEach(
        (call, action) -> {
          if (reach.calls().contains(call)) {
            needed.add(action);
          }
        });
    unless(
        !template.properties(name).toString().contains("Type=SQS"),
        name + ": for an event of this type SAM lets its role read every queue");
    List<String> queues = queuesBefore(name);
    if (!queues.isEmpty()) {
      needed.addAll(OF_A_QUEUE);
    }
    Set<String> granted = new TreeSet<>();
    Set<String> resources = new TreeSet<>();
    Set<String> grantedOnTables = new TreeSet<>();
    for (Object policy : Template.list(template.properties(name).get("Policies"))) {
      unless(policy instanceof Map, name + ": a policy that does not show what it allows");
      for (Object each : Template.list(Template.map(policy).get("Statement"))) {
        Map<String, Object> statement = Template.map(each);
        Template.list(statement.get("Action")).forEach(action -> granted.add(action.toString()));
        for (Object resource : Template.list(statement.get("Resource"))) {
          String touched = resource(name, resource);
          resources.add(touched);
          for (Object action : Template.list(statement.get("Action"))) {
            if (action.toString().startsWith("dynamodb:")) {
              grantedOnTables.add(
                  touched + " " + action.toString().substring("dynamodb:".length()));
            }
          }
        }
        unless(!statement.toString().contains("*"), name + ": a wildcard in " + statement);
      }
    }
    Set<String> done =
        onTables.stream()
            .map(each -> each.split(" "))
            .map(each -> RESOURCES.get(each[0]) + " " + each[1])
            .collect(Collectors.toCollection(TreeSet::new));
    unless(
        grantedOnTables.equals(done),
        name + ": may on tables " + grantedOnTables + " and does " + done);
    unless(granted.equals(needed), name + ": may do " + granted + " and does " + needed);
    Set<String> told =
        template.variables(name).keySet().stream()
            .filter(RESOURCES::containsKey)
            .map(RESOURCES::get)
            .collect(Collectors.toCollection(TreeSet::new));
    told.addAll(queues);
    unless(resources.equals(told), name + ": may touch " + resources + " and is told of " + told);
  }

  private List<String> queuesBefore(String function) {
    return mappings(function).stream()
        .map(each -> Template.target(each.get("EventSourceArn")).orElse("?"))
        .toList();
  }

  /** What leads queues to a function: to its alias, as nothing else wakes up from a snapshot. */
  private List<Map<String, Object>> mappings(String function) {
    return template.ofType("AWS::Lambda::EventSourceMapping").stream()
        .map(template::properties)
        .filter(each -> each.get("FunctionName").equals(Map.of("Ref", function + ".Alias")))
        .toList();
  }

  /** The resource that a policy names; of an index its table, if that has such an index. */
  private String resource(String function, Object resource) {
    String sub = String.valueOf(Template.map(resource).get("Fn::Sub"));
    int index = sub.indexOf(".Arn}/index/");
    if (index < 0) {
      return Template.target(resource).orElse(String.valueOf(resource));
    }
    String table = sub.substring(2, index);
    String name = sub.substring(index + ".Arn}/index/".length());
    unless(
        Template.list(template.properties(table).get("GlobalSecondaryIndexes")).stream()
            .anyMatch(each -> name.equals(Template.map(each).get("IndexName"))),
        function + ": " + table + " has no index " + name);
    return table;
  }

  private void tables() {
    for (String table : template.ofType("AWS::DynamoDB::Table")) {
      Map<String, Object> properties = template.properties(table);
      Map<String, Object> recovery =
          Template.map(properties.get("PointInTimeRecoverySpecification"));
      unless(
          Boolean.TRUE.equals(recovery.get("PointInTimeRecoveryEnabled")),
          table + ": cannot be brought back to a moment");
      unless(
          Boolean.TRUE.equals(Template.map(properties.get("SSESpecification")).get("SSEEnabled")),
          table + ": is not encrypted by a key of KMS");
      unless(
          Boolean.TRUE.equals(properties.get("DeletionProtectionEnabled")),
          table + ": goes with the stack");
      Set<Object> keys = new TreeSet<>();
      collect(properties.get("KeySchema"), keys);
      for (Object index : Template.list(properties.get("GlobalSecondaryIndexes"))) {
        collect(Template.map(index).get("KeySchema"), keys);
      }
      Set<Object> attributes = new TreeSet<>();
      collect(properties.get("AttributeDefinitions"), attributes);
      unless(keys.equals(attributes), table + ": defines " + attributes + " and keys " + keys);
    }
  }

  private static void collect(Object list, Set<Object> names) {
    Template.list(list).forEach(each -> names.add(Template.map(each).get("AttributeName")));
  }

  private void queues() {
    Set<String> dead = new TreeSet<>();
    for (String queue : template.ofType("AWS::SQS::Queue")) {
      Map<String, Object> redrive = Template.map(template.properties(queue).get("RedrivePolicy"));
      if (redrive.isEmpty()) {
        continue;
      }
      dead.add(Template.target(redrive.get("deadLetterTargetArn")).orElse("?"));
      long visible = (Long) template.properties(queue).getOrDefault("VisibilityTimeout", 30L);
      for (String function : template.ofType(FUNCTION)) {
        for (Map<String, Object> mapping : mappings(function)) {
          if (Template.target(mapping.get("EventSourceArn")).filter(queue::equals).isPresent()) {
            unless(
                visible >= 6 * (Long) template.properties(function).get("Timeout"),
                queue + ": comes again before " + function + " may have ended");
            unless(
                Template.list(mapping.get("FunctionResponseTypes"))
                    .contains("ReportBatchItemFailures"),
                function + ": one bad message brings its whole batch again");
          }
        }
      }
    }
    for (String queue : template.ofType("AWS::SQS::Queue")) {
      boolean redrives = template.properties(queue).containsKey("RedrivePolicy");
      unless(redrives || dead.contains(queue), queue + ": has no dead letters");
      unless(redrives || watched(queue), queue + ": nobody is told of what arrives there");
    }
  }

  /** What payers wait for comes before they have gone, and what never ends is seen. */
  private void times() {
    unless(
        template.yaml().contains("ScheduleExpression: rate(" + EVERY_SECONDS / 60 + " minutes)"),
        "TimerFunction: does not run every five minutes");
    Map<String, Object> orders = template.properties("OrdersQueue");
    Object tries = Template.map(orders.get("RedrivePolicy")).getOrDefault("maxReceiveCount", 1L);
    long pay = parameter("PayMinutes", "Default") * 60;
    unless(
        (Long) orders.getOrDefault("VisibilityTimeout", 30L) * (Long) tries <= pay,
        "OrdersQueue: its last try comes when the payer has gone");
    unless(
        mappings("OrderWorker").stream()
            .allMatch(each -> Long.valueOf(1).equals(each.get("BatchSize"))),
        "OrderWorker: a payer waits for the orders of others");
    Map<String, Object> outbox = template.properties("OldestOutbox");
    unless(
        (Long) outbox.get("Threshold") + EVERY_SECONDS + (Long) outbox.get("Period") <= pay,
        "OldestOutbox: an order that nobody sends is told of when its payer has gone");
    unless(
        "notBreaching".equals(template.properties("KeyExpiry").get("TreatMissingData"))
            && "breaching".equals(template.properties("TimerSilent").get("TreatMissingData")),
        "KeyExpiry: without WeChat Pay there is no value, and a timer that is silent is told of");
    long unheard = parameter("UnheardSeconds", "Default");
    unless(
        unheard > pay && unheard < parameter("HoldMinutes", "Default") * 60,
        "OldestUnheard: the timer ends everything before it can ring, or it rings for all");
  }

  /** A number that stands in a parameter. */
  private long parameter(String name, String field) {
    return (Long) Template.map(template.section("Parameters").get(name)).getOrDefault(field, 0L);
  }

  private boolean watched(String queue) {
    return template.ofType("AWS::CloudWatch::Alarm").stream()
        .anyMatch(
            alarm -> template.properties(alarm).toString().contains("=" + queue + ".QueueName"));
  }

  private void alarms(Set<String> texts) {
    Set<String> watched = new TreeSet<>();
    for (String alarm : template.ofType("AWS::CloudWatch::Alarm")) {
      Map<String, Object> properties = template.properties(alarm);
      String name = String.valueOf(properties.get("MetricName"));
      if (Metrics.NAMESPACE.equals(properties.get("Namespace"))) {
        watched.add(name);
        unless(texts.contains(name), alarm + ": nothing writes " + name);
        unless(!properties.containsKey("Dimensions"), alarm + ": the shop's metrics have none");
      }
      unless(
          properties.get("AlarmActions") instanceof List<?> actions
              && !actions.isEmpty()
              && actions.stream()
                  .allMatch(each -> Template.target(each).filter("AlarmTopic"::equals).isPresent()),
          alarm + ": tells nobody");
      unless(
          properties.containsKey("Threshold") && properties.containsKey("TreatMissingData"),
          alarm + ": has no threshold, or silence means nothing");
      String description = String.valueOf(properties.get("AlarmDescription"));
      unless(
          description.endsWith("Runbook: DEPLOY.md, \"" + alarm + "\".")
              && runbook.contains("\n### " + alarm + "\n"),
          alarm + ": no runbook");
    }
    Set<String> written = new TreeSet<>();
    for (String type : List.of("Metrics", "TimerRun")) {
      written.addAll(Reach.textsOf("io/countersign/examples/lambda/" + type));
    }
    written.removeIf(
        text ->
            !text.matches("([A-Z][a-z]+){2,}")
                || text.equals(Metrics.NAMESPACE)
                || text.equals("CloudWatchMetrics"));
    written.removeAll(watched);
    unless(written.equals(UNWATCHED), "written and watched by no alarm: " + written);
    costs(watched.size());
    boolean mailed =
        template.ofType("AWS::SNS::Subscription").stream()
            .map(template::properties)
            .anyMatch(
                each ->
                    "email".equals(each.get("Protocol"))
                        && Template.target(each.get("TopicArn"))
                            .filter("AlarmTopic"::equals)
                            .isPresent());
    unless(mailed, "no alarm reaches the administrator's mail");
  }

  /** What is fixed in the table of costs: alarms, by the metrics they watch, and own metrics. */
  private void costs(int watched) {
    int priced = 0;
    for (String alarm : template.ofType("AWS::CloudWatch::Alarm")) {
      priced +=
          (int)
              Math.max(
                  1,
                  Template.list(template.properties(alarm).get("Metrics")).stream()
                      .filter(each -> Template.map(each).containsKey("MetricStat"))
                      .count());
    }
    int own = watched + UNWATCHED.size();
    BigDecimal fixed =
        new BigDecimal("0.40")
            .add(new BigDecimal("0.10").multiply(BigDecimal.valueOf(priced)))
            .add(new BigDecimal("0.30").multiply(BigDecimal.valueOf(own)));
    unless(
        runbook.contains(" = " + priced + " × 0.10 |")
            && runbook.contains("| " + own + " × 0.30 |")
            && runbook.contains("\n" + fixed + " of it are fixed"),
        "what it costs: " + priced + " alarms and " + own + " metrics, " + fixed + " fixed");
  }
}
