import type { Programme } from '#programmes/programme.ts';
import { KINDS } from '#programmes/vaccination/facts.ts';
import { contribution, DIMENSIONS } from '#programmes/vaccination/indicators.ts';
import { correction } from '#programmes/vaccination/quality/correction.ts';

export const vaccination: Programme = {
  name: 'vaccination',
  kinds: KINDS,
  upcasts: {},
  dimensions: DIMENSIONS,
  contribution,
  correction,
};
