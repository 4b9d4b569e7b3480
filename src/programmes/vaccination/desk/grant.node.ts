/**
 * What proves, when acts made without network are sent, who made them, as what and where: given to a device while it
 * was online, signed by this installation, and good for a few days.
 */
import { z } from 'zod';
import type { Keyring } from '#access/keyring.node.ts';
import { isRole, rightsOf } from '#access/roles.ts';
import { sameBytes } from '#access/session-hash.node.ts';
import type { Caller } from '#http/identity.ts';
import { OFFLINE_HOURS } from '#programmes/vaccination/desk/desk.api.ts';
import { signerOf } from '#programmes/vaccination/desk/offline-key.node.ts';
import { fromBase64Url, sealingBytes, toBase64Url } from '#programmes/vaccination/desk/sealing.ts';

const Grant = z.strictObject({
  account: z.string(),
  role: z.string(),
  place: z.string(),
  assurance: z.string().optional(),
  issued: z.iso.datetime(),
  until: z.iso.datetime(),
});
export type Grant = z.infer<typeof Grant>;

const HOUR_MS = 3_600_000;

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export type Grants = {
  readonly give: (caller: Caller, place: string, now: string) => { grant: string; until: string };
  /** What a grant says; undefined when it is not one of ours, to the letter. */
  readonly read: (text: string) => Grant | undefined;
};

export const openGrants = (keyring: Pick<Keyring, 'code'>): Grants => {
  const sign = signerOf(keyring, 'offline-grant');
  return {
    give: ({ id, role, assurance }, place, now) => {
      const until = new Date(Date.parse(now) + OFFLINE_HOURS * HOUR_MS).toISOString();
      const grant: Grant = {
        ...{ account: id, role, place, issued: now, until },
        ...(assurance !== undefined && { assurance }),
      };
      const said = toBase64Url(sealingBytes(JSON.stringify(grant)));
      return { grant: `${said}.${toBase64Url(sign(said))}`, until };
    },
    read: (text) => {
      const [said = '', mark = '', ...rest] = text.split('.');
      const [bytes, signed] = [fromBase64Url(said), fromBase64Url(mark)];
      if (bytes === undefined || signed === undefined || rest.length > 0) return undefined;
      if (!sameBytes(Buffer.from(signed), sign(said))) return undefined;
      return Grant.safeParse(jsonOf(new TextDecoder().decode(bytes))).data;
    },
  };
};

/** Who made an act, as a caller: the rights their role has now, at the one place of the grant. */
export const callerOfGrant = ({ account, role, place, assurance }: Grant, sender: Caller): Caller => ({
  id: account,
  role,
  // A role of development is in no table: only who holds it still can send for it.
  rights: isRole(role) ? rightsOf(role) : account === sender.id ? sender.rights : new Set(),
  places: [place],
  ...(assurance !== undefined && { assurance }),
});
