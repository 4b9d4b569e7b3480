import { CAMPAIGN_KINDS } from '#facts/campaign.ts';
import type { Kinds } from '#facts/read-fact.ts';
import type { Programme } from '#programmes/programme.ts';
import { vaccination } from '#programmes/vaccination/programme.ts';

/** Every programme that runs here, one line each. */
export const PROGRAMMES: readonly Programme[] = [vaccination];

/** The kinds of fact that may be appended: those of the campaign itself and of every programme. */
export const ALL_KINDS: Kinds = Object.assign({}, CAMPAIGN_KINDS, ...PROGRAMMES.map((p) => p.kinds));
