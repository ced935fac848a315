// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import java.util.Locale;
import java.util.Map;

/** What can happen in the lab, with the English sentence for it. */
enum LabStep {
  ORDERED("Orders tea for {amount}."),
  CODE_SHOWN("Shows a code."),
  CHARGE_ASKED("Asks for {amount} under the number {number}."),
  ORDER_ASKED("Asks how {number} stands."),
  ANSWERED("Answers {status} {code}."),
  ANSWER_LOST("Answers, and the answer is lost on its way."),
  CHARGED("Takes {amount}."),
  PAID("Pays {amount}."),
  NOTIFIED("Notifies, and is answered {status}."),
  NOTIFICATION_DEAD("Sends notification {attempt}, which does not get through."),
  HOSTILE("Posts a hostile message, and is answered {status}."),
  BELIEVED("Believes it."),
  REFUSED("Refuses it."),
  GATEWAY_DOWN("Goes down."),
  GATEWAY_UP("Is up again."),
  NOT_KNOWN("Does not know how it ended; stores what to do next: {next}."),
  GAVE_UP("Takes that for a no."),
  NEW_NUMBER("Tries again under a new number, {number}."),
  TIMER("The timer finds {number} due."),
  TIME_PASSES("{minutes} minutes pass."),
  ORDER_PAID("The order is paid; {shipped} served."),
  ORDER_OPEN("The order is not paid.");

  private final String text;

  LabStep(String text) {
    this.text = text;
  }

  /** The name of its text in a page's own languages. */
  String key() {
    return "lab.event." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String text(Map<String, String> parameters) {
    return filled(text, parameters);
  }

  /** A sentence with its gaps filled. */
  static String filled(String sentence, Map<String, String> parameters) {
    String text = sentence;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text = text.replace('{' + parameter.getKey() + '}', parameter.getValue());
    }
    return text;
  }
}
