/** The parts of a running Rappel that its status page tells about, and how each is seen to work. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Db } from '#db/pool.ts';
import { stalled_ms } from '#indicators/count.pg.ts';
import { INDEX } from '#publication/publish.node.ts';
import type { Part, PartState } from '#support/status.ts';

/** Beyond these, facts wait longer than anybody who looks at a figure expects. */
const STALLED_SLOW_MS = 60_000;
const STALLED_BROKEN_MS = 900_000;

const Index = z.object({ publishedAt: z.iso.datetime({ offset: true }) });

const reached = async (db: Db): Promise<PartState> => {
  await db.query('select 1');
  return 'works';
};

const counting = async (db: Db): Promise<PartState> => {
  const waiting_ms = await stalled_ms(db);
  return waiting_ms > STALLED_BROKEN_MS ? 'broken' : waiting_ms > STALLED_SLOW_MS ? 'slow' : 'works';
};

/** Published files are there and whole; how old they are is said by themselves. Before the first day there is none. */
const published = async (folder: string): Promise<PartState> => {
  const path = join(folder, INDEX);
  if (!existsSync(path)) return 'works';
  const text = await readFile(path, 'utf8');
  return Index.safeParse(JSON.parse(text)).success ? 'works' : 'broken';
};

export type StatusPartsOptions = {
  readonly ledger: Db;
  readonly people: Db;
  readonly access: Db;
  /** The folder of the campaign's published data. */
  readonly publication: string;
};

export const statusParts = ({ ledger, people, access, publication }: StatusPartsOptions): readonly Part[] => [
  {
    code: 'ledger',
    title: { fr: 'Enregistrer les injections', en: 'Recording injections' },
    otherwise: {
      fr: 'Continuez au poste\u00a0: les actes sont gardés, chiffrés, sur l’appareil, et partiront d’eux-mêmes.',
      en: 'Go on at the desk: acts are kept on the device, encrypted, and will leave by themselves.',
    },
    check: () => reached(ledger),
  },
  {
    code: 'people',
    title: { fr: 'Trouver une personne', en: 'Finding a person' },
    otherwise: {
      fr: 'Au poste, saisissez l’identité\u00a0: la personne sera retrouvée quand le service reviendra.',
      en: 'At the desk, type the identity: the person will be found when the service is back.',
    },
    check: () => reached(people),
  },
  {
    code: 'access',
    title: { fr: 'Se connecter', en: 'Signing in' },
    otherwise: {
      fr: 'Gardez votre session ouverte\u00a0; qui est au poste y reste.',
      en: 'Keep your session open; whoever is at the desk stays there.',
    },
    check: () => reached(access),
  },
  {
    code: 'counting',
    title: { fr: 'Compter', en: 'Counting' },
    otherwise: {
      fr: 'Rien n’est perdu\u00a0: les chiffres rattrapent leur retard d’eux-mêmes.',
      en: 'Nothing is lost: the figures catch up by themselves.',
    },
    check: () => counting(ledger),
  },
  {
    code: 'publication',
    title: { fr: 'Chiffres publiés', en: 'Published figures' },
    otherwise: {
      fr: 'Les derniers fichiers publiés restent lisibles à leur adresse.',
      en: 'The last files published stay readable at their address.',
    },
    check: () => published(publication),
  },
];
