/** The questionnaire of a campaign, read from its folder. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Questionnaire } from '#programmes/vaccination/desk/desk.api.ts';

/** @throws with the file and the fault, when the program starts: a campaign is checked before it runs */
export const readQuestionnaire = async (campaignFolder: string): Promise<Questionnaire> => {
  const path = join(campaignFolder, 'questionnaire.json');
  const parsed = Questionnaire.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path}: ${issue?.path.join('.')}: ${issue?.message}`);
};
