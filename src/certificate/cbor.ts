/**
 * CBOR as certificates use it (RFC 8949), read with `cborg` within limits: how deep it nests, no key twice in a map.
 * Two things `cborg` leaves out are added in its tokenizer: texts and bytes of indefinite length (section 3.2.3), which
 * are legal, and tags, which are seen through: they say how to read what follows (a date, seconds since 1970), and the
 * schema of the payload says it already. Those before the first item are told: they name the structure.
 */
import { type DecodeOptions, decode, encode, Token, Tokenizer, Type } from 'cborg';
import { type Bytes, hexOf } from '#certificate/bytes.ts';

/** A certificate nests about ten deep; beyond this it is made to exhaust the stack of whoever reads it. */
const DEPTH_MAX = 32;
const TAGS_MAX = 8;

const INDEFINITE_BYTES = 0x5f;
const INDEFINITE_TEXT = 0x7f;

class CertificateTokenizer extends Tokenizer {
  /** Tags before the first item. */
  readonly tags: number[] = [];
  /** What each open array or map still expects; `Infinity` until its break. */
  readonly #open: number[] = [];
  #begun = false;

  override next(): Token {
    let token = this.#item();
    for (let count = 0; token.type === Type.tag; count++) {
      if (count === TAGS_MAX) throw new Error('tags under tags');
      if (!this.#begun) this.tags.push(Number(token.value));
      token = this.#item();
    }
    this.#begun = true;
    this.#count(token);
    return token;
  }

  #item(): Token {
    const byte = this.data[this._pos];
    if (byte === INDEFINITE_BYTES) return this.#pieces(Type.bytes);
    if (byte === INDEFINITE_TEXT) return this.#pieces(Type.string);
    return super.next();
  }

  #pieces(type: Type): Token {
    this._pos++;
    const pieces: Token[] = [];
    for (let token = super.next(); token.type !== Type.break; token = super.next()) {
      if (token.type !== type) throw new Error('a piece of another type');
      pieces.push(token);
    }
    const values = pieces.map(({ value }) => value);
    return new Token(type, type === Type.string ? values.join('') : joined(values), 0);
  }

  #count({ type, value }: Token): void {
    if (type === Type.array || type === Type.map) {
      const expected = Number(value) * (type === Type.map ? 2 : 1);
      if (expected > 0) {
        if (this.#open.length === DEPTH_MAX) throw new Error(`nested deeper than ${DEPTH_MAX}`);
        this.#open.push(expected);
        return;
      }
    }
    if (type === Type.break) this.#open.pop();
    // An item has ended: so may those that only waited for it.
    for (let left = this.#open.pop(); left !== undefined; left = this.#open.pop()) {
      if (left > 1) {
        this.#open.push(left - 1);
        return;
      }
    }
  }
}

/** Bytes put end to end. */
export const joined = (pieces: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

const OPTIONS: DecodeOptions = { useMaps: true, rejectDuplicateMapKeys: true, allowBigInt: true };

export type Cbor = { readonly value: unknown; readonly tags: readonly number[] };

/** `null`: not CBOR, more than one item, nested too deep, or a key twice in a map. */
export const readCbor = (bytes: Uint8Array): Cbor | null => {
  try {
    const tokenizer = new CertificateTokenizer(bytes, OPTIONS);
    const value: unknown = decode(bytes, { ...OPTIONS, tokenizer });
    return { value, tags: tokenizer.tags };
  } catch {
    return null;
  }
};

export const writeCbor = (value: unknown): Bytes => new Uint8Array(encode(value));

/** A byte string (section 3.1, major type 2): its head, then itself. `cborg` takes ten times as long for so little. */
export const byteString = (bytes: Uint8Array): readonly Uint8Array[] => {
  const { length } = bytes;
  if (length < 24) return [Uint8Array.of(0x40 + length), bytes];
  if (length < 256) return [Uint8Array.of(0x58, length), bytes];
  return [Uint8Array.of(0x59, length >> 8, length & 255), bytes];
};

/**
 * A CBOR value as JSON has it. Keys that are not text have no place there: the map is `undefined` then. Bytes become
 * hexadecimal, integers beyond 2^53 text: neither is in the schema of a certificate.
 */
export const plainOf = (value: unknown): unknown => {
  if (value instanceof Map) {
    const entries: [string, unknown][] = [];
    for (const [key, item] of value) {
      if (typeof key !== 'string') return undefined;
      entries.push([key, plainOf(item)]);
    }
    return Object.fromEntries(entries);
  }
  if (Array.isArray(value)) return value.map(plainOf);
  if (value instanceof Uint8Array) return hexOf(value);
  return typeof value === 'bigint' ? String(value) : value;
};
