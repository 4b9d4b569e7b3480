/** A campaign's folder, read and checked: its dated strategies, its reference data, where its files are. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { dayOf } from '#kernel/day.ts';
import { isRefused } from '#kernel/result.ts';
import { Failure, WrongUsage } from '#main/command.node.ts';
import { departmentOf, type Territory, territoryOf } from '#places/territory.ts';
import { Reference } from '#programmes/vaccination/reference.ts';
import type { ProductShares } from '#programmes/vaccination/replay.ts';
import { readVacsi } from '#programmes/vaccination/vacsi-read.ts';
import { type CampaignFolder, listCampaigns, readCampaign } from '#strategy/load.node.ts';

const CAMPAIGNS = fileURLToPath(new URL('../../campaigns/', import.meta.url));

export type Campaign = CampaignFolder & {
  readonly name: string;
  readonly folder: string;
  readonly reference: Reference;
};

export const openCampaign = async (name: string): Promise<Campaign> => {
  const names = await listCampaigns(CAMPAIGNS);
  if (!names.includes(name)) throw new WrongUsage(`no campaign "${name}"; there is: ${names.join(', ')}`);
  const folder = join(CAMPAIGNS, name);
  const reference = Reference.parse(
    JSON.parse(await readFile(join(folder, 'data', 'reference.json'), 'utf8')),
  );
  return { ...(await readCampaign(folder)), name, folder, reference };
};

const GZIP_MAGIC = [0x1f, 0x8b];

/** Larger than any published table by an order of magnitude; a file that inflates beyond it is an attack or a mistake. */
const TEXT_MAX_BYTES = 512 * 2 ** 20;

/** A text file, gunzipped when it is gzipped (whatever its name says), and the SHA-256 of its text. */
export const readTextFile = async (path: string): Promise<{ text: string; hash: string }> => {
  const bytes = await readFile(path);
  let content = bytes;
  if (GZIP_MAGIC.every((byte, i) => bytes[i] === byte))
    try {
      content = gunzipSync(bytes, { maxOutputLength: TEXT_MAX_BYTES });
    } catch (error) {
      throw new Failure(
        `${path}: cannot be gunzipped (${error instanceof Error ? error.message : error}): download it again`,
      );
    }
  return { text: content.toString('utf8'), hash: createHash('sha256').update(content).digest('hex') };
};

/** Where a campaign takes place, and the code of every place it declares. */
export type Places = Territory & { readonly codes: readonly string[] };

/** The places of a campaign: the nation, its regions and departments, and the centres of `places/centres.csv`. */
export const openPlaces = async ({ folder, reference }: Campaign): Promise<Places> => {
  const { nation, regions, departments } = reference;
  const lines = (await readFile(join(folder, 'places', 'centres.csv'), 'utf8')).split('\n').slice(1);
  const centres = lines.flatMap((line) => {
    const [code = '', name = '', commune = ''] = line.split(';');
    const parent = departmentOf(commune);
    return code === '' || parent === undefined ? [] : [{ code, name, parent }];
  });
  const declared = [
    { ...nation, parent: nation.code },
    ...regions.map(({ code, name }) => ({ code: `REG-${code}`, name, parent: nation.code })),
    ...departments.map(({ code, name, region }) => ({ code: `DEP-${code}`, name, parent: `REG-${region}` })),
    ...centres,
  ];
  return { ...territoryOf(nation.code, declared), codes: declared.map(({ code }) => code) };
};

/** Injections by product and day of the whole country: what replayed injections draw their product from. */
export const readProductShares = async (campaign: Campaign): Promise<ProductShares> => {
  const path = join(campaign.folder, 'data', 'vacsi-v-fra.csv.gz');
  const table = readVacsi((await readTextFile(path)).text);
  if (isRefused(table)) throw new Failure(`${path}: ${table.refusal.message}`);
  const productOf = new Map(campaign.reference.products.map(({ vacsi, code }) => [vacsi, code]));
  const shares = {
    1: new Map<string, Record<string, number>>(),
    2: new Map<string, Record<string, number>>(),
  };
  for (let row = 0; row < table.rows; row++) {
    const product = productOf.get(table.item[row] ?? '');
    if (product === undefined) continue;
    for (const rank of [1, 2] as const) {
      const n = table.values[`n_dose${rank}`]?.[row] ?? 0;
      if (!(n > 0)) continue;
      const day = dayOf(table.days[row] ?? 0);
      const products = shares[rank].get(day) ?? {};
      products[product] = n;
      shares[rank].set(day, products);
    }
  }
  return (day, rank) => shares[rank].get(day) ?? {};
};

/** The version of this program, as its package says. */
export const VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
