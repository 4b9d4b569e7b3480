/** `rappel privacy`: apply the periods of retention, forget a person, print the record of processing. */
import { randomUUID } from 'node:crypto';
import { openAudit } from '#access/audit.node.ts';
import { connect } from '#db/pool.ts';
import { openCampaign } from '#main/campaign.node.ts';
import { type Command, EXIT, Failure, type Input, type Io, WrongUsage } from '#main/command.node.ts';
import type { Config } from '#main/config.ts';
import { DATABASE_OPTIONS, DATABASE_USAGE, type Database, withDatabase } from '#main/database.node.ts';
import { KEYS_OPTION, KEYS_USAGE, keyFileOf, openKeys } from '#main/key-file.node.ts';
import { idsOf } from '#people/privacy.ts';
import { dossierOf, forgetDossier } from '#people/privacy-dossier.node.ts';
import { forgetTraces } from '#people/privacy-traces.pg.ts';
import { DATA_KINDS } from '#people/purposes.ts';
import { recordPage } from '#people/purposes-record.ts';
import { openRegister } from '#people/register.node.ts';
import { applyRetention, readPrivacyPolicy } from '#people/retention.node.ts';

const DEFAULT_CAMPAIGN = 'fr-covid-19';

const policyOf = async (input: Input) =>
  readPrivacyPolicy((await openCampaign(input.text('campaign') ?? DEFAULT_CAMPAIGN)).folder);

/** What forgetting needs of an installation, opened beside the facts. */
const withPeople = async <T>(
  { url, appRole }: Database,
  keyFile: string,
  work: (opened: Awaited<ReturnType<typeof openPeople>>) => Promise<T>,
): Promise<T> => {
  const opened = await openPeople(url, appRole, keyFile);
  try {
    return await work(opened);
  } finally {
    await Promise.all([opened.people.end(), opened.access.end()]);
  }
};

const openPeople = async (url: string, appRole: boolean, keyFile: string) => {
  const people = connect(url, { max: 2, appRole, role: 'people' });
  const keyring = await openKeys(people, keyFile).catch(async (error: unknown) => {
    await people.end();
    throw error;
  });
  const access = connect(url, { max: 2, appRole, role: 'access' });
  return {
    people,
    access,
    register: openRegister(people, keyring),
    write: openAudit(access).write,
    forgetTraces: forgetTraces(access),
    by: { account: 'operator', role: 'operator', place: '', request: `command-${randomUUID().slice(0, 8)}` },
  };
};

const applyPeriods = async (input: Input, config: Config, io: Io): Promise<void> => {
  const policy = await policyOf(input);
  const removed = await withDatabase(
    input,
    config,
    (database) =>
      withPeople(database, keyFileOf(input, config), (opened) =>
        applyRetention({ ...opened, ledger: database.db, policy, now: new Date().toISOString() }),
      ),
    { mustExist: true },
  );
  if (input.flag('json')) {
    io.stdout.write(`${JSON.stringify(removed)}\n`);
    return;
  }
  for (const [data, { title }] of Object.entries(DATA_KINDS)) {
    const rows = new Map(Object.entries(removed)).get(data);
    if (rows !== undefined) io.stdout.write(`${String(rows).padStart(9)}  ${title.en}\n`);
  }
};

const forgetPerson = async (input: Input, config: Config, io: Io): Promise<void> => {
  const [, person] = input.words;
  if (person === undefined) throw new WrongUsage('PERSON is missing: the id of a record');
  if (!input.flag('yes')) throw new WrongUsage('forgetting cannot be undone: add --yes to do it');
  const forgotten = await withDatabase(
    input,
    config,
    (database) =>
      withPeople(database, keyFileOf(input, config), async (opened) => {
        const stored = await opened.register.find(person);
        if (stored === undefined)
          throw new Failure('no record has this id, or the person was forgotten already');
        const records = idsOf(await dossierOf(opened.register, stored));
        return forgetDossier(opened, records, person, opened.by);
      }),
    { mustExist: true },
  );
  io.stdout.write(
    `${forgotten} record${forgotten === 1 ? '' : 's'} forgotten. Copies made before are noise once the master keys are rotated.\n`,
  );
};

export const privacy = (config: Config): Command => ({
  name: 'privacy',
  summary: 'apply retention, forget a person, print the record of processing',
  usage: `Usage: rappel privacy record [options]
       rappel privacy retention [options]
       rappel privacy forget PERSON --yes [options]

record      prints the record of processing (GDPR, article 30) as Markdown: made from the roles, their rights and
            the periods of the campaign
retention   removes what is past its period: to be run every day. Facts are never removed
forget      destroys the key and the records of a person, and of those merged into it. The facts stay counted, with
            no link to anybody. It cannot be undone

  --campaign NAME   whose periods (default: ${DEFAULT_CAMPAIGN})
  --language fr|en  of the record (default: $LANG)
${KEYS_USAGE}
  --yes             forget for good
  --json            print the counts of retention as JSON
${DATABASE_USAGE}

Exit: 0 when it was done; 1 for a failure; 2 for wrong usage.`,
  options: {
    ...DATABASE_OPTIONS,
    campaign: { type: 'string' },
    language: { type: 'string' },
    ...KEYS_OPTION,
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async (input, io) => {
    const [what, , extra] = input.words;
    if (extra !== undefined || (what !== 'forget' && input.words.length > 1))
      throw new WrongUsage(`unexpected "${extra ?? input.words[1]}"`);
    if (what === 'retention') await applyPeriods(input, config, io);
    else if (what === 'forget') await forgetPerson(input, config, io);
    else if (what === 'record') {
      const language = input.text('language') ?? config.language;
      if (language !== 'fr' && language !== 'en') throw new WrongUsage('--language is fr or en');
      io.stdout.write(`${recordPage(await policyOf(input), language)}\n`);
    } else throw new WrongUsage(what === undefined ? 'say record, retention or forget' : `unknown "${what}"`);
    return EXIT.done;
  },
});
