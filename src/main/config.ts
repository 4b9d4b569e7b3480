import { z } from 'zod';

/** Everything the environment may say, read once. Options of a command come before it. */
export const Config = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    RAPPEL_DATA: z.string().min(1).default('data'),
    RAPPEL_TOKEN: z.string().min(16).optional(),
    RAPPEL_KEYS: z.string().min(1).optional(),
    RAPPEL_PROVIDERS: z.string().min(1).optional(),
    RAPPEL_CLIENTS: z.string().min(1).optional(),
    RAPPEL_URL: z.url({ protocol: /^https?$/ }).optional(),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    LANG: z.string().default('en'),
  })
  .transform((environment) => ({
    databaseUrl: environment.DATABASE_URL,
    dataFolder: environment.RAPPEL_DATA,
    token: environment.RAPPEL_TOKEN,
    /** The key file; absent: `keys/keys.json` in the data folder. */
    keyFile: environment.RAPPEL_KEYS,
    /** A JSON file of identity providers; absent: those of the demonstration. */
    providersFile: environment.RAPPEL_PROVIDERS,
    /** A JSON file of software that signs in by itself (docs/fhir-systems.md); absent: none. */
    clientsFile: environment.RAPPEL_CLIENTS,
    /** The address people reach the site at, where providers send them back to; absent: this machine. */
    siteUrl: environment.RAPPEL_URL?.replace(/\/+$/, ''),
    port: environment.PORT,
    language: environment.LANG.startsWith('fr') ? ('fr' as const) : ('en' as const),
  }));
export type Config = z.infer<typeof Config>;
