// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import io.countersign.InvalidRequestException;
import io.countersign.PayerAdvice;
import io.countersign.PaymentException;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.server.ResponseStatusException;

/** What cannot be done, said so that the payer knows whether to pay again: only if nothing was. */
@RestControllerAdvice
class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  @ExceptionHandler
  ResponseEntity<Map<String, String>> shopSays(ResponseStatusException said) {
    String reason = said.getReason();
    return ResponseEntity.status(said.getStatusCode())
        .body(Map.of("error", reason == null ? "" : reason));
  }

  @ExceptionHandler
  ResponseEntity<Map<String, String>> declined(Declined declined) {
    return ResponseEntity.status(HttpStatus.CONFLICT).body(Map.of("error", declined.reason()));
  }

  @ExceptionHandler
  ResponseEntity<Map<String, String>> wrong(InvalidRequestException unsent) {
    return ResponseEntity.badRequest().body(Map.of("error", String.valueOf(unsent.getMessage())));
  }

  /** Provably nothing happened. */
  @ExceptionHandler
  ResponseEntity<Map<String, String>> notNow(UnavailableException notNow, Locale locale) {
    LOG.warn("a provider is not to be had: {}", notNow.getMessage());
    Duration pause = notNow.retryAfter().orElse(Duration.ofSeconds(5));
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, pause.toSeconds())))
        .body(body("try again", PayerAdvice.TRY_AGAIN, locale));
  }

  /** It may have happened, or somebody has to look: never a reason to pay again. */
  @ExceptionHandler
  ResponseEntity<Map<String, String>> look(PaymentException trouble, Locale locale) {
    LOG.error("stop and look: {}", trouble.getMessage());
    return ResponseEntity.status(HttpStatus.BAD_GATEWAY)
        .body(body("the shop looks into it", PayerAdvice.CONTACT_SHOP, locale));
  }

  @ExceptionHandler({DataAccessException.class, TransactionException.class})
  ResponseEntity<Map<String, String>> noDatabase(RuntimeException trouble, Locale locale) {
    LOG.error("the database", trouble);
    return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
        .body(body("try again later", PayerAdvice.WAIT, locale));
  }

  private static Map<String, String> body(String error, PayerAdvice advice, Locale locale) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("advice", advice.text(locale));
    return body;
  }
}
