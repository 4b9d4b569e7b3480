import { z } from 'zod';
import type { Upcast } from '#facts/upcast.ts';

/** A municipal library: who joins, and what is borrowed. Lives in tests, to prove that the engine knows no vaccine. */
export const KINDS = {
  'card-issued': z.strictObject({ branch: z.string().min(1).max(20) }),
  loan: z.strictObject({ branch: z.string().min(1).max(20), medium: z.enum(['book', 'record']) }),
} as const;

/** Loans were first recorded without a medium: there were only books. */
export const UPCASTS: Readonly<Record<string, Upcast>> = {
  loan: (body) => ('medium' in body ? body : { ...body, medium: 'book' }),
};
