/** Delegations over HTTP: every one is written down, who gave it, who looked, who ended it. */
import type { AuditEntry, WriteAudit } from '#access/audit.ts';
import { type DelegationOptions, openDelegations } from '#access/delegation.node.ts';
import { findDelegation } from '#access/delegation.pg.ts';
import type { Login } from '#access/login.node.ts';
import { delegate, listDelegations, revokeDelegation } from '#access/session.api.ts';
import type { Caller } from '#http/identity.ts';
import { type Route, route } from '#http/route.ts';
import { isRefused, refuse } from '#kernel/result.ts';

export type DelegationRoutesOptions = DelegationOptions & {
  readonly write: WriteAudit;
  /** Forgets what is in memory of an account whose delegation ends. */
  readonly login: Pick<Login, 'dropAccount'>;
};

const unknown = () => refuse('delegation-unknown', 'no delegation of this id at this place', { field: 'id' });

export const delegationRoutes = (options: DelegationRoutesOptions): Route[] => {
  const delegations = openDelegations(options);
  const tell = (
    { id, role }: Caller,
    entry: Pick<AuditEntry, 'place' | 'action' | 'detail' | 'request'>,
  ): Promise<void> => options.write([{ account: id, role, ...entry }]);

  return [
    route(listDelegations, async ({ query: { place }, caller, request }) => {
      const list = await delegations.list(place);
      const detail = { shown: list.length };
      await tell(caller, { place, action: 'delegations-read', detail, request });
      return { status: 200, body: { delegations: list } };
    }),
    route(delegate, async ({ body, caller, request }) => {
      const given = await delegations.give(body, { account: caller.id, role: caller.role });
      if (isRefused(given)) return given;
      const { id: delegation, profession, role, from, until } = given.delegation;
      const detail = { delegation, profession, role, from, until };
      await tell(caller, { place: body.place, action: 'delegate', detail, request });
      return { status: 201, body: given };
    }),
    route(revokeDelegation, async ({ body: { id, place }, caller, request }) => {
      const found = await findDelegation(options.db, id);
      if (found === undefined || !options.places.within(found.place, [place])) return unknown();
      // The trail first: asked again after a crash, the line is there twice rather than never.
      if (!found.ended) await tell(caller, { place, action: 'revoke', detail: { delegation: id }, request });
      const revoked = await delegations.revoke({ id, place, by: caller.id });
      if (revoked === undefined) return unknown();
      if (revoked.account !== null) options.login.dropAccount(revoked.account);
      return { status: 200, body: { revoked: true } };
    }),
  ];
};
