/**
 * The record of processing (GDPR, article 30), made from what the program is: the roles and their rights, what each
 * right shows, the purposes and the periods that are applied. It is written nowhere by hand.
 */
import { type Reach, ROLES, type RoleRights } from '#access/roles.ts';
import type { Language, Text } from '#kernel/text.ts';
import {
  DATA_KINDS,
  type DataCode,
  PURPOSES,
  type Purpose,
  type PurposeCode,
  RIGHT_MEANINGS,
  SECURITY,
} from '#people/purposes.ts';
import { type PrivacyPolicy, retentionWords } from '#people/retention.ts';

export type Processing = {
  readonly code: string;
  readonly purpose: Text;
  readonly basis: Text;
  readonly people: Text;
  readonly data: Text[];
  readonly retention: Text;
  readonly recipients: { role: string; title: Text; sees: Text }[];
  readonly security: Text[];
};
export type ProcessingRecord = { readonly controller: Text; readonly processings: Processing[] };

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => {
  const isKey = (text: string): text is K => Object.hasOwn(table, text);
  return Object.keys(table).filter(isKey);
};

export const PURPOSE_CODES = keysOf(PURPOSES);

const purposeOf = (code: PurposeCode): Purpose => PURPOSES[code];
const servedBy = (right: string): PurposeCode[] =>
  PURPOSE_CODES.filter((code) => purposeOf(code).rights.includes(right));

/**
 * What a role uses a right for. A right of one purpose says it; one of several serves those the role holds another
 * right of that is of no other purpose; where there is none, the first purpose for who sees names, the last for who
 * sees none.
 */
export const purposesOf = (rights: readonly string[], right: string): readonly PurposeCode[] => {
  const candidates = servedBy(right);
  if (candidates.length < 2) return candidates;
  const own = new Set(rights.map(servedBy).flatMap((codes) => (codes.length === 1 ? codes : [])));
  const there = candidates.filter((code) => own.has(code));
  if (there.length > 0) return there;
  const seesNames = rights.some((one) => RIGHT_MEANINGS[one]?.names);
  return candidates.slice(...(seesNames ? [0, 1] : [-1]));
};

const REACHES: Readonly<Record<Reach, Text>> = {
  everyone: { fr: 'tout le pays', en: 'the whole country' },
  territory: { fr: 'dans ses lieux', en: 'in their places' },
  self: { fr: 'pour soi seul', en: 'for themselves alone' },
};

/** Texts side by side, in both languages. */
const join = (texts: readonly Text[], between: string): Text => ({
  fr: texts.map(({ fr }) => fr).join(between),
  en: texts.map(({ en }) => en).join(between),
});

const seen = (right: string, reach: Reach): Text => {
  const meaning = RIGHT_MEANINGS[right];
  const title = meaning?.title ?? { fr: right, en: right };
  const names = { fr: meaning?.names ? '' : ', sans un nom', en: meaning?.names ? '' : ', without a name' };
  return {
    fr: `${title.fr} (${REACHES[reach].fr}${names.fr})`,
    en: `${title.en} (${REACHES[reach].en}${names.en})`,
  };
};

const recipientsOf = (
  purpose: PurposeCode,
  roles: Readonly<Record<string, RoleRights>>,
): Processing['recipients'] =>
  Object.entries(roles).flatMap(([role, { title, rights }]) => {
    const held = Object.keys(rights);
    const used = Object.entries(rights).filter(([right]) => purposesOf(held, right).includes(purpose));
    if (used.length === 0) return [];
    return [
      {
        role,
        title,
        sees: join(
          used.map(([right, reach]) => seen(right, reach)),
          ' ; ',
        ),
      },
    ];
  });

const keptFor = (data: readonly DataCode[], policy: PrivacyPolicy): Text =>
  join(
    data.map((code) => {
      const [title, words] = [DATA_KINDS[code].title, retentionWords(policy.retention[code])];
      return { fr: `${title.fr} : ${words.fr}`, en: `${title.en}: ${words.en}` };
    }),
    '. ',
  );

/** The record of a campaign. @param roles another table of roles, in tests */
export const recordOf = (
  policy: PrivacyPolicy,
  roles: Readonly<Record<string, RoleRights>> = ROLES,
): ProcessingRecord => ({
  controller: policy.controller,
  processings: PURPOSE_CODES.map((code): Processing => {
    const { title, people, data } = purposeOf(code);
    return {
      code,
      purpose: title,
      basis: policy.bases[code].words,
      people,
      data: data.map((kind) => DATA_KINDS[kind].title),
      retention: keptFor(data, policy),
      recipients: recipientsOf(code, roles),
      security: [...SECURITY],
    };
  }),
});

const HEADS = {
  title: { fr: 'Registre des traitements', en: 'Record of processing' },
  made: {
    fr: 'Fait par le programme à partir de ses rôles, de ses droits et des durées qu’il applique (RGPD, article 30).',
    en: 'Made by the program from its roles, its rights and the periods it applies (GDPR, article 30).',
  },
  controller: { fr: 'Responsable', en: 'Controller' },
  basis: { fr: 'Fondement', en: 'Legal basis' },
  people: { fr: 'Personnes concernées', en: 'People concerned' },
  data: { fr: 'Données', en: 'Data' },
  retention: { fr: 'Conservation', en: 'Retention' },
  recipients: { fr: 'Destinataires', en: 'Recipients' },
  nobody: { fr: 'Aucun rôle aujourd’hui.', en: 'No role today.' },
  may: { fr: 'peut', en: 'may' },
  security: { fr: 'Sécurité', en: 'Security' },
  rights: { fr: 'Droits des personnes', en: 'Rights of people' },
  references: { fr: 'Sources', en: 'Sources' },
  confidence: {
    fr: { sourced: 'lu dans la source', 'from-memory': 'de mémoire, à vérifier', ours: 'notre choix' },
    en: { sourced: 'read in the source', 'from-memory': 'from memory, to be checked', ours: 'our choice' },
  },
} as const;

/** The record as a Markdown page, in one language. */
export const recordPage = (policy: PrivacyPolicy, language: Language): string => {
  const { controller, processings } = recordOf(policy);
  const head = (name: Exclude<keyof typeof HEADS, 'confidence'>): string => HEADS[name][language];
  const confidence = HEADS.confidence[language];
  const colon = language === 'fr' ? ' :' : ':';
  const line = (name: Exclude<keyof typeof HEADS, 'confidence'>, text: string): string =>
    `**${head(name)}${colon}** ${text}\n`;
  const sections = processings.map((one) =>
    [
      `## ${one.purpose[language]}\n`,
      line('basis', one.basis[language]),
      line('people', one.people[language]),
      line('data', `${one.data.map((text) => text[language]).join('; ')}.`),
      line('retention', `${one.retention[language]}.`),
      line('recipients', one.recipients.length === 0 ? head('nobody') : ''),
      ...one.recipients.map(
        ({ title, sees }) => `- ${title[language]}${colon} ${head('may')} ${sees[language]}`,
      ),
      '',
    ].join('\n'),
  );
  const references = Object.values(policy.references).map(
    (one) => `- ${one.title[language]}. ${one.source} (${confidence[one.confidence]})`,
  );
  return [
    `# ${head('title')}\n`,
    `${head('made')}\n`,
    line('controller', controller[language]),
    ...sections,
    `## ${head('rights')}\n\n${policy.rights[language]}\n`,
    `## ${head('security')}\n\n${SECURITY.map((text) => `- ${text[language]}`).join('\n')}\n`,
    `## ${head('references')}\n\n${references.join('\n')}\n`,
  ].join('\n');
};
