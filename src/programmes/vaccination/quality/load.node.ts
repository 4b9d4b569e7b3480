/** The rules of quality a campaign brings with it: `quality.json` in its folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefused } from '#kernel/result.ts';
import { VOCABULARY } from '#programmes/vaccination/quality/predicates.ts';
import { type CampaignRule, CampaignRules } from '#quality/rule.ts';

/** None when the campaign has no such file. Throws with the file and the fault when it is not sound. */
export const readCampaignRules = async (folder: string): Promise<readonly CampaignRule[]> => {
  const path = join(folder, 'quality.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  const read = CampaignRules.safeParse(JSON.parse(text));
  if (!read.success) throw new Error(`${path} does not hold rules of quality: ${read.error.message}`);
  return read.data.rules.map((rule) => {
    const finds = VOCABULARY.read(rule.finds);
    if (isRefused(finds)) throw new Error(`${path}, rule "${rule.id}": ${finds.refusal.message}`);
    return { ...rule, finds };
  });
};
