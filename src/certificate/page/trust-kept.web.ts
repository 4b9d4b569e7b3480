/** The trust list as this browser keeps it, so that a certificate is verified without network once the page was open. */
import { openDB } from 'idb';
import { TrustList } from '#certificate/certificate.ts';
import { readJson } from '#kit/json.web.ts';

const STORE = 'trust';
const KEY = 'list';

const database = () =>
  openDB('rappel-verify', 1, {
    upgrade: (db) => {
      db.createObjectStore(STORE);
    },
  });

/** The list of the last visit; undefined when there is none, or the browser keeps nothing. */
export const recallTrust = async (): Promise<TrustList | undefined> => {
  try {
    const db = await database();
    const kept: unknown = await db.get(STORE, KEY);
    db.close();
    return TrustList.safeParse(kept).data;
  } catch {
    return undefined;
  }
};

/** The list of now, kept for later; undefined when the server cannot be reached. */
export const fetchTrust = async (api: string): Promise<TrustList | undefined> => {
  const read = await readJson(`${api}/certificates/trust`, TrustList);
  if (!('value' in read)) return undefined;
  try {
    const db = await database();
    await db.put(STORE, read.value, KEY);
    db.close();
  } catch {
    // Private browsing or a full store: it serves as long as the page is open.
  }
  return read.value;
};
