import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, Strategy } from '#strategy/strategy.ts';

/** The data of a campaign as its folder holds it; `campaign` and `products` are for the programme to check. */
export type CampaignFolder = {
  readonly campaign: unknown;
  readonly products: unknown;
  readonly strategies: readonly Strategy[];
};

/** SHA-256 of the canonical JSON of a document, in hexadecimal: what a published strategy is known by. */
export const hashOf = (strategy: Strategy): string =>
  createHash('sha256').update(canonicalJson(strategy)).digest('hex');

/** The campaigns of a folder: each is a sub-folder with a `campaign.json`. */
export const listCampaigns = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const found = await Promise.all(
    names.map((name) => readdir(join(folder, name)).then((files) => files.includes('campaign.json'))),
  );
  return names.filter((_, i) => found[i]).toSorted();
};

/** Reads a campaign's folder. Throws with the file and the fault when a document is not sound. */
export const readCampaign = async (folder: string): Promise<CampaignFolder> => {
  const names = (await readdir(join(folder, 'strategies')))
    .filter((name) => name.endsWith('.json'))
    .toSorted();
  const strategies = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, 'strategies', name);
      const parsed = Strategy.safeParse(await readJson(path));
      if (!parsed.success) throw new Error(`${path} is not a strategy: ${parsed.error.message}`);
      if (name !== `${parsed.data.validFrom}.json`)
        throw new Error(`${path} begins on ${parsed.data.validFrom}: name it ${parsed.data.validFrom}.json`);
      return parsed.data;
    }),
  );
  return {
    campaign: await readJson(join(folder, 'campaign.json')),
    products: await readJson(join(folder, 'products.json')),
    strategies,
  };
};

const readJson = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
