/** What the providers of the demonstration remember, in memory and bounded: they forget everything when they stop. */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

const ITEMS_MAX = 5_000;

/** What a grant gave ends with it; a login under way names the grant before it, and goes on. */
const OF_A_GRANT = /^(?:AccessToken|AuthorizationCode|RefreshToken):/;

type Item = { readonly payload: AdapterPayload; readonly until_ms: number };

/** A memory of its own for each provider; the oldest things are forgotten first. */
export const createMemory = (clock_ms: () => number = Date.now): AdapterFactory => {
  const items = new Map<string, Item>();

  const read = (key: string): AdapterPayload | undefined => {
    const item = items.get(key);
    if (item === undefined || item.until_ms > clock_ms()) return item?.payload;
    items.delete(key);
    return undefined;
  };

  const firstOf = (model: string, fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
    for (const [key, { payload }] of items)
      if (key.startsWith(`${model}:`) && fits(payload)) return read(key);
    return undefined;
  };

  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      if (items.size >= ITEMS_MAX) for (const oldest of [...items.keys()].slice(0, 100)) items.delete(oldest);
      const until_ms = expiresIn === undefined ? Number.POSITIVE_INFINITY : clock_ms() + expiresIn * 1000;
      items.delete(`${model}:${id}`);
      items.set(`${model}:${id}`, { payload, until_ms });
    },
    find: async (id) => read(`${model}:${id}`),
    findByUid: async (uid) => firstOf(model, (payload) => payload.uid === uid),
    findByUserCode: async (code) => firstOf(model, (payload) => payload.userCode === code),
    consume: async (id) => {
      const payload = read(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(clock_ms() / 1000);
    },
    destroy: async (id) => {
      items.delete(`${model}:${id}`);
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of items)
        if (payload.grantId === grantId && OF_A_GRANT.test(key)) items.delete(key);
    },
  });
};
