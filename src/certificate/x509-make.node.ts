/**
 * Writes an X.509 certificate (RFC 5280) in DER (ITU-T X.690): as much as a country's root and its signing key need for
 * development. Ours, as `@peculiar/x509`, which makes any certificate, cannot be loaded without patching `Reflect` for
 * the whole program; what is read, everywhere, is read by Node itself.
 */
import { createHash, type KeyObject, sign } from 'node:crypto';

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A constructed element of the certificate's own, by its number. */
const explicit = (number: number, content: Buffer): Buffer => element(0xa0 + number, content);

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(0x80 + bytes.length), bytes]);
};

const element = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
};

/** Seven bits a byte, the first two numbers in one. */
const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const digits = [number % 128];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left % 128) + 128);
    return digits;
  });
  return element(TAG.oid, Buffer.from(bytes));
};

const integer = (bytes: Uint8Array): Buffer =>
  element(TAG.integer, (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));

const OF_NAME = { C: '2.5.4.6', O: '2.5.4.10', CN: '2.5.4.3' } as const;

export type Name = Readonly<Record<keyof typeof OF_NAME, string>>;

const nameOf = ({ C, O, CN }: Name): Buffer => {
  const part = (type: string, tag: number, text: string) =>
    element(TAG.set, element(TAG.sequence, oid(type), element(tag, Buffer.from(text))));
  return element(
    TAG.sequence,
    part(OF_NAME.C, TAG.printable, C),
    part(OF_NAME.O, TAG.utf8, O),
    part(OF_NAME.CN, TAG.utf8, CN),
  );
};

/** Two digits for the year until 2049 (RFC 5280 section 4.1.2.5). */
const timeOf = (date: Date): Buffer => {
  const text = `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? element(TAG.utcTime, Buffer.from(text.slice(2)))
    : element(TAG.time, Buffer.from(text));
};

const ECDSA_SHA256 = element(TAG.sequence, oid('1.2.840.10045.4.3.2'));

const spkiOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** SHA-1 of the key's bits, which end its description: an EC point of 65 bytes on P-256 (section 4.2.1.2). */
const keyIdOf = (key: KeyObject): Buffer => createHash('sha1').update(spkiOf(key).subarray(-65)).digest();

const extension = (id: string, isCritical: boolean, value: Buffer): Buffer =>
  element(
    TAG.sequence,
    oid(id),
    ...(isCritical ? [element(TAG.boolean, Buffer.of(0xff))] : []),
    element(TAG.octets, value),
  );

export type Certified = {
  readonly serial: Uint8Array;
  readonly subject: Name;
  readonly key: KeyObject;
  readonly issuer: Name;
  readonly issuerKey: KeyObject;
  readonly issuerPrivateKey: KeyObject;
  readonly from: Date;
  readonly until: Date;
  /** An authority signs certificates; who is none signs with the extended usages given, if any. */
  readonly isAuthority: boolean;
  readonly uses: readonly string[];
};

const extensionsOf = ({ key, issuerKey, isAuthority, uses }: Certified): Buffer => {
  const constraints = isAuthority
    ? [element(TAG.boolean, Buffer.of(0xff)), element(TAG.integer, Buffer.of(0))]
    : [];
  // Bits from the left: digitalSignature is the first, keyCertSign and cRLSign the sixth and seventh.
  const usage = isAuthority ? Buffer.of(1, 0b00000110) : Buffer.of(7, 0b10000000);
  return element(
    TAG.sequence,
    extension('2.5.29.19', true, element(TAG.sequence, ...constraints)),
    extension('2.5.29.15', true, element(TAG.bits, usage)),
    ...(uses.length === 0 ? [] : [extension('2.5.29.37', false, element(TAG.sequence, ...uses.map(oid)))]),
    extension('2.5.29.14', false, element(TAG.octets, keyIdOf(key))),
    extension('2.5.29.35', false, element(TAG.sequence, element(0x80, keyIdOf(issuerKey)))),
  );
};

/** The certificate in PEM. */
export const certificatePem = (certified: Certified): string => {
  const { serial, subject, key, issuer, issuerPrivateKey, from, until } = certified;
  const body = element(
    TAG.sequence,
    explicit(0, element(TAG.integer, Buffer.of(2))),
    integer(serial),
    ECDSA_SHA256,
    nameOf(issuer),
    element(TAG.sequence, timeOf(from), timeOf(until)),
    nameOf(subject),
    spkiOf(key),
    explicit(3, extensionsOf(certified)),
  );
  const signature = sign('sha256', body, issuerPrivateKey);
  const der = element(TAG.sequence, body, ECDSA_SHA256, element(TAG.bits, Buffer.of(0), signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};
