import { z } from 'zod';

/** Everything the environment may say, read once. Options of a command come before it. */
export const Config = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    RAPPEL_DATA: z.string().min(1).default('data'),
    RAPPEL_TOKEN: z.string().min(16).optional(),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    LANG: z.string().default('en'),
  })
  .transform((environment) => ({
    databaseUrl: environment.DATABASE_URL,
    dataFolder: environment.RAPPEL_DATA,
    token: environment.RAPPEL_TOKEN,
    port: environment.PORT,
    language: environment.LANG.startsWith('fr') ? ('fr' as const) : ('en' as const),
  }));
export type Config = z.infer<typeof Config>;
