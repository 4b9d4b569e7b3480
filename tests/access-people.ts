/** What the requests of the walk share: their shape, where they are, and people plainly invented who live there. */
import { randomUUID } from 'node:crypto';
import type { CitizenIdentity } from '#access/oidc-claims.ts';
import type { Identity } from '#people/person.ts';
import { NOW, type Program } from './access-program.ts';

export type Asked = {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** What is in the answer of who may see it, and in no other. */
  readonly shows?: string;
};

/** `own` is the caller's place; a person of the nation is one whose residence nobody knows. */
export const PLACES = { own: 'DEP-48', elsewhere: 'DEP-75', nation: 'FRA' } as const;
export type Where = keyof typeof PLACES;

export const COMMUNES: Readonly<Record<Where, string | undefined>> = {
  own: '48095',
  elsewhere: '75056',
  nation: undefined,
};

export type At = { readonly program: Program; readonly where: Where; readonly place: string };

export type Entry = {
  readonly make: (at: At) => Promise<Asked> | Asked;
  /** Who the caller is, when the request is about themselves. */
  readonly identity?: CitizenIdentity;
  /** Refusals that come after access was granted, with why this walk goes no further. */
  readonly after?: readonly string[];
};

let drawn = 0;

/** Letters that make one invented name unlike another. */
const letters = (n: number): string =>
  Array.from({ length: 6 }, (_, i) => 'bcdfglmnprst'[Math.floor(n / 12 ** i) % 12])
    .map((consonant, i) => `${consonant}${'aeiou'[(n + i * 3) % 5]}`)
    .join('');

/** Somebody plainly invented, like nobody else. */
export const inventedAt = (where: Where): Identity => {
  drawn += 1;
  const commune = COMMUNES[where];
  return {
    familyName: `Essai${letters(drawn * 7919)}`,
    givenNames: `Camille${letters(drawn * 104_729)}`,
    birthDate: `19${String(20 + (drawn % 80)).padStart(2, '0')}-${String(1 + (drawn % 12)).padStart(2, '0')}-${String(1 + (drawn % 28)).padStart(2, '0')}`,
    sex: drawn % 2 === 0 ? 'f' : 'm',
    birthPlace: '48095',
    ...(commune !== undefined && { address: { commune } }),
  };
};

export const registered = async (
  { program, where }: Pick<At, 'program' | 'where'>,
  identity: Identity = inventedAt(where),
) => {
  const id = randomUUID();
  const answer = await program.register.register({
    id,
    identity,
    evidence: [],
    notThese: [],
    by: 'test',
    now: NOW,
  });
  if (!('stored' in answer)) throw new Error(`not registered: ${JSON.stringify(answer)}`);
  return { id, identity, subject: answer.stored.person.subjects[0] ?? '' };
};
