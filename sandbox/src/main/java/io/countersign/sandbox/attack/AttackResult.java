// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.attack;

/**
 * What became of one attack.
 *
 * @param attack what was sent
 * @param answer the HTTP status, or why there is none; several with {@code +} between them
 * @param verdict what that means
 * @param note what a developer should know besides: one sentence, or empty
 */
public record AttackResult(Attack attack, String answer, Verdict verdict, String note) {}
