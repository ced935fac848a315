// SPDX-License-Identifier: Apache-2.0
package io.countersign;

/**
 * The only kind of exception this library throws. Each subtype says what the caller may assume
 * about money; none carries a secret, a signature, a message body or personal data.
 */
public abstract sealed class PaymentException extends RuntimeException
    permits InvalidRequestException,
        RejectedException,
        UnknownOutcomeException,
        UnavailableException,
        InvalidNotificationException,
        MismatchException {

  private static final long serialVersionUID = 1L;

  PaymentException(String message) {
    super(message);
  }
}
