/** Rules as the derived tables apply them: read once, then asked about one person after another. */
import { z } from 'zod';
import { VaccinationFinds } from '#programmes/vaccination/quality/finds.ts';
import { flagger } from '#programmes/vaccination/quality/flags.ts';
import { Effect } from '#quality/rule.ts';

const Definition = z.object({ finds: VaccinationFinds, effect: Effect });

export const correction = (rules: readonly { readonly rule: string; readonly definition: unknown }[]) => {
  const prepared = rules.map(({ rule, definition }) => ({ rule, ...Definition.parse(definition) }));
  return { flagsOf: flagger(prepared) };
};
