// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FormFields;
import java.util.Optional;

/**
 * Why a form's CheckMacValue (檢查碼) fits or not, for whoever looks for a mistake; nothing is
 * concluded from it. Immutable.
 *
 * @see EcpayClient#explainCheckMac
 */
public final class EcpayCheckMac {

  private final boolean fits;
  private final String cause;
  private final String text;

  private EcpayCheckMac(boolean fits, String cause, String text) {
    this.fits = fits;
    this.cause = cause;
    this.text = text;
  }

  static EcpayCheckMac of(byte[] body, EcpayConfig config) {
    Optional<FormFields> form = FormFields.parse(body, FormFields.Writing.FORM);
    if (form.isEmpty()) {
      throw new InvalidRequestException(
          "body", "a form (application/x-www-form-urlencoded) in UTF-8 with no name twice");
    }
    return new EcpayCheckMac(
        CheckMacValue.proves(form.get(), config.keys, CheckMacValue.Hash.SHA256),
        CheckMacDiagnosis.of(form.get(), config),
        CheckMacValue.signedText(form.get(), "***", "***"));
  }

  /** Whether it fits one of the payment pairs configured. */
  public boolean fits() {
    return fits;
  }

  /** The likely cause in one sentence; no secret and no value of the form. */
  public String cause() {
    return cause;
  }

  /**
   * What ECPay hashes, before it is encoded, with stars for HashKey and HashIV. It holds every
   * value of the form, so names and telephone numbers, too: look at it, and do not log it.
   */
  public String signedText() {
    return text;
  }

  /** The same as it is hashed: form-encoded, in small letters, as .NET does. */
  public String encodedText() {
    return CheckMacValue.encoded(text);
  }

  /** The cause. */
  @Override
  public String toString() {
    return cause;
  }
}
