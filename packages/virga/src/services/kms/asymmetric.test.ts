import assert from "node:assert/strict";
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  sign,
  verify,
} from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { KeySpec, KeyUsageType, SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import { createKeyCloud, failure, type KeyCloud, text } from "./kms.suite.ts";

const Message = Buffer.from("a message");

describe("Keys of other kinds", () => {
  let keys: KeyCloud;
  before(async () => {
    keys = await createKeyCloud();
  });
  after(() => keys.cloud.close());

  async function make(KeySpec: KeySpec, KeyUsage: KeyUsageType): Promise<string> {
    const { KeyMetadata } = await keys.kms.createKey({ KeySpec, KeyUsage });
    return KeyMetadata!.KeyId!;
  }

  const signing: readonly [KeySpec, SigningAlgorithmSpec][] = [
    ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"],
    ["RSA_2048", "RSASSA_PSS_SHA_512"],
    ["ECC_NIST_P256", "ECDSA_SHA_256"],
    ["ECC_NIST_P384", "ECDSA_SHA_384"],
    ["ECC_NIST_P521", "ECDSA_SHA_512"],
    ["ECC_SECG_P256K1", "ECDSA_SHA_256"],
    ["ECC_NIST_EDWARDS25519", "ED25519_SHA_512"],
  ];
  for (const [spec, SigningAlgorithm] of signing) {
    it(`${spec} signs with ${SigningAlgorithm}`, async () => {
      const KeyId = await make(spec, "SIGN_VERIFY");
      const { Signature } = await keys.kms.sign({ KeyId, Message, SigningAlgorithm });
      const verified = await keys.kms.verify({ KeyId, Message, Signature, SigningAlgorithm });
      assert.equal(verified.SignatureValid, true);
      const other = { KeyId, Message: Buffer.from("another"), Signature, SigningAlgorithm };
      await assert.rejects(keys.kms.verify(other), failure("KMSInvalidSignatureException"));
    });
  }

  it("sign what others verify with the public key, from the digest as well", async () => {
    const KeyId = await make("RSA_2048", "SIGN_VERIFY");
    const SigningAlgorithm = "RSASSA_PKCS1_V1_5_SHA_256";
    const { PublicKey, SigningAlgorithms } = await keys.kms.getPublicKey({ KeyId });
    assert.ok(SigningAlgorithms?.includes(SigningAlgorithm));
    const key = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
    const digest = createHash("sha256").update(Message).digest();
    const input = { KeyId, Message: digest, MessageType: "DIGEST" as const, SigningAlgorithm } as const;
    const { Signature } = await keys.kms.sign(input);
    assert.ok(verify("sha256", Message, key, Signature!));
    assert.equal((await keys.kms.verify({ ...input, Signature })).SignatureValid, true);
    await assert.rejects(keys.kms.sign({ ...input, Message }), failure("ValidationException", /invalid length/));
  });

  it("encrypt with RSA", async () => {
    const KeyId = await make("RSA_2048", "ENCRYPT_DECRYPT");
    for (const EncryptionAlgorithm of ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"] as const) {
      const { CiphertextBlob } = await keys.kms.encrypt({ KeyId, Plaintext: Message, EncryptionAlgorithm });
      const { Plaintext } = await keys.kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm });
      assert.equal(text(Plaintext), "a message");
    }
    await assert.rejects(keys.kms.encrypt({ KeyId, Plaintext: Message }), failure("InvalidKeyUsageException"));
    const long = { KeyId, Plaintext: Buffer.alloc(191), EncryptionAlgorithm: "RSAES_OAEP_SHA_256" as const };
    await assert.rejects(keys.kms.encrypt(long), failure("ValidationException", /larger than 190 bytes/));
  });

  it("make message authentication codes", async () => {
    const KeyId = await make("HMAC_256", "GENERATE_VERIFY_MAC");
    const MacAlgorithm = "HMAC_SHA_256";
    const { Mac } = await keys.kms.generateMac({ KeyId, Message, MacAlgorithm });
    assert.equal(Mac?.length, 32);
    assert.equal((await keys.kms.verifyMac({ KeyId, Message, MacAlgorithm, Mac })).MacValid, true);
    const other = { KeyId, Message: Buffer.from("another"), MacAlgorithm, Mac } as const;
    await assert.rejects(keys.kms.verifyMac(other), failure("KMSInvalidMacException"));
  });

  it("make key pairs for use outside", async () => {
    const KeyId = await keys.key();
    const pair = await keys.kms.generateDataKeyPair({ KeyId, KeyPairSpec: "ECC_NIST_P256" });
    const { Plaintext } = await keys.kms.decrypt({ CiphertextBlob: pair.PrivateKeyCiphertextBlob });
    const privateKey = createPrivateKey({ key: Buffer.from(Plaintext!), format: "der", type: "pkcs8" });
    const publicKey = createPublicKey({ key: Buffer.from(pair.PublicKey!), format: "der", type: "spki" });
    assert.ok(verify("sha256", Message, publicKey, sign("sha256", Message, privateKey)));
  });

  it("agree on a secret with the owner of another key", async () => {
    const KeyId = await make("ECC_NIST_P384", "KEY_AGREEMENT");
    const { PublicKey } = await keys.kms.getPublicKey({ KeyId });
    const own = generateKeyPairSync("ec", { namedCurve: "P-384" });
    const theirs = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
    const agreed = await keys.kms.deriveSharedSecret({
      KeyId,
      KeyAgreementAlgorithm: "ECDH",
      PublicKey: own.publicKey.export({ format: "der", type: "spki" }),
    });
    const expected = diffieHellman({ privateKey: own.privateKey, publicKey: theirs });
    assert.deepEqual(Buffer.from(agreed.SharedSecret!), expected);
  });

  it("do only what their usage says", async () => {
    const KeyId = await make("ECC_NIST_P256", "SIGN_VERIFY");
    await assert.rejects(
      keys.kms.encrypt({ KeyId, Plaintext: Message }),
      failure("InvalidKeyUsageException", /key usage is SIGN_VERIFY which is not valid for Encrypt\.$/),
    );
    await assert.rejects(
      keys.kms.sign({ KeyId, Message, SigningAlgorithm: "RSASSA_PSS_SHA_256" }),
      failure("InvalidKeyUsageException", "Algorithm RSASSA_PSS_SHA_256 is incompatible with key spec ECC_NIST_P256."),
    );
    await assert.rejects(keys.kms.enableKeyRotation({ KeyId }), failure("UnsupportedOperationException"));
    await assert.rejects(keys.kms.createKey({ KeySpec: "RSA_2048" }), failure("ValidationException", /KeyUsage/));
  });
});
