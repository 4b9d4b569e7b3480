import { z } from 'zod';

/**
 * `config.json`, beside `index.html`: the one place that says where a site finds what it reads. Addresses are relative
 * to the page, so that the same files live on any host and under any path.
 */
export const Site = z.object({
  /** The programme whose page is shown. */
  programme: z.string(),
  /** The folder of the publication: `json/index.json` is in it, and so are the tables. */
  data: z.string(),
  /** The interface for programs, or null where the site lives without a server. */
  api: z.string().nullable(),
  contours: z.string(),
  poll_replay_ms: z.number().positive(),
  poll_rest_ms: z.number().positive(),
  /** How a territory is written inside a sentence: "en Lozère", "dans le Nord". */
  places: z.record(z.string(), z.object({ fr: z.string(), en: z.string() })),
});
export type Site = z.infer<typeof Site>;

/** What every page is given. */
export type PageProps = { readonly site: Site };
