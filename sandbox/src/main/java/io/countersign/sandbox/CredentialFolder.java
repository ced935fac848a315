// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox;

import io.countersign.sandbox.alipay.AlipayAttacks;
import io.countersign.sandbox.alipay.AlipayMerchant;
import io.countersign.sandbox.alipay.KeyMode;
import io.countersign.sandbox.ecpay.EcpayMerchant;
import io.countersign.sandbox.unionpay.UnionPayAttacks;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.wechatpay.SubMerchant;
import io.countersign.sandbox.wechatpay.WeChatPayAttacks;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a merchant's credentials where the merchant portal would have put them, readable by their
 * owner only; and beside them the gateway's own key, with which the attack command signs.
 */
final class CredentialFolder {
  private final Path root;

  CredentialFolder(Path root) {
    this.root = root;
  }

  Path write(WeChatPayMerchant merchant) throws IOException {
    return write("wechatpay", merchant, merchant.environment());
  }

  /** The service provider's own credentials, and whom it acts for. */
  Path write(SubMerchant sub) throws IOException {
    return write("wechatpay-service-provider", sub.provider(), sub.environment());
  }

  Path write(EcpayMerchant merchant) throws IOException {
    Path folder = root.resolve("ecpay");
    Files.createDirectories(folder, ownerOnly("rwx------"));
    writeVariables(folder, merchant.environment());
    return folder;
  }

  Path write(AlipayMerchant merchant) throws IOException {
    boolean certificates = merchant.keyMode() == KeyMode.CERTIFICATE;
    Path folder = root.resolve(certificates ? "alipay-certificates" : "alipay");
    Files.createDirectories(folder, ownerOnly("rwx------"));
    write(folder.resolve("app_private_key.pem"), merchant.appPrivateKeyPem());
    write(folder.resolve(AlipayAttacks.GATEWAY_KEY_FILE), merchant.alipayPrivateKeyPem());
    if (certificates) {
      write(folder.resolve("appCertPublicKey.crt"), merchant.appCertificatePem());
      write(folder.resolve("alipayCertPublicKey_RSA2.crt"), merchant.alipayCertificatePem());
      write(folder.resolve("alipayRootCert.crt"), merchant.rootCertificatesPem());
    }
    writeVariables(folder, merchant.environment());
    return folder;
  }

  /** Of a merchant with a certificate for RSA. */
  Path write(UnionPayMerchant merchant) throws IOException {
    Path folder = root.resolve("unionpay");
    Files.createDirectories(folder, ownerOnly("rwx------"));
    write(folder.resolve("acp_sign.pfx"), merchant.pfx());
    write(folder.resolve("acp_enc.cer"), merchant.encryptionCertificatePem());
    write(folder.resolve(UnionPayAttacks.MIDDLE_CERTIFICATE_FILE), merchant.middleCertificatePem());
    write(folder.resolve("acp_root.cer"), merchant.rootCertificatePem());
    write(folder.resolve("acp_app_verify_sign.cer"), merchant.appVerifyCertificatePem());
    write(folder.resolve(UnionPayAttacks.GATEWAY_KEY_FILE), merchant.unionPayPrivateKeyPem());
    write(
        folder.resolve(UnionPayAttacks.GATEWAY_CERTIFICATE_FILE), merchant.verifyCertificatePem());
    write(folder.resolve(UnionPayAttacks.AUTHORITY_KEY_FILE), merchant.authorityPrivateKeyPem());
    writeVariables(folder, merchant.environment());
    return folder;
  }

  private Path write(String name, WeChatPayMerchant merchant, Map<String, String> environment)
      throws IOException {
    Path folder = root.resolve(name);
    Files.createDirectories(folder, ownerOnly("rwx------"));
    write(folder.resolve("apiclient_key.pem"), merchant.merchantPrivateKeyPem());
    write(folder.resolve("apiclient_cert.pem"), merchant.merchantCertificatePem());
    write(folder.resolve("pub_key.pem"), merchant.publicKeyPem());
    write(folder.resolve(WeChatPayAttacks.GATEWAY_KEY_FILE), merchant.gatewayPrivateKeyPem());
    List<String> serials = merchant.platformCertificateSerials();
    List<String> certificates = merchant.platformCertificatePems();
    // Those of an earlier start are nobody's any more.
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "wechatpay_*.pem")) {
      for (Path certificate : old) {
        Files.delete(certificate);
      }
    }
    for (int i = 0; i < certificates.size(); i++) {
      write(folder.resolve("wechatpay_" + serials.get(i) + ".pem"), certificates.get(i));
    }
    writeVariables(folder, environment);
    return folder;
  }

  private static void writeVariables(Path folder, Map<String, String> environment)
      throws IOException {
    StringBuilder variables = new StringBuilder();
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      String oneLine = variable.getValue().strip().replace("\n", "\\n");
      variables.append(variable.getKey()).append("=\"").append(oneLine).append("\"\n");
    }
    write(folder.resolve(".env"), variables.toString());
  }

  private static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Path file, byte[] content) throws IOException {
    // Made anew, because an existing file would keep its old permissions.
    Files.deleteIfExists(file);
    Files.createFile(file, ownerOnly("rw-------"));
    Files.write(file, content, StandardOpenOption.WRITE);
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }
}
