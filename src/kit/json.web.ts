import type { z } from 'zod';

/** Why a published file could not be read; `absent` is not a failure of ours: nothing has been published yet. */
export type ReadFailure = {
  readonly failed: 'absent' | 'unreachable' | 'unreadable';
  readonly detail: string;
};
export type Read<T> = { readonly value: T } | ReadFailure;

/**
 * Reads a published JSON file and checks it against its contract. `no-cache` lets the browser ask the host whether
 * the file changed (If-None-Match), so that an unchanged file costs a 304 and not a download.
 */
export const readJson = async <T>(url: string, schema: z.ZodType<T>, fetchFile = fetch): Promise<Read<T>> => {
  let response: Response;
  try {
    response = await fetchFile(url, { cache: 'no-cache' });
  } catch (error) {
    return { failed: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
  }
  if (response.status === 404) return { failed: 'absent', detail: url };
  if (!response.ok) return { failed: 'unreachable', detail: `${url}: HTTP ${response.status}` };
  let json: unknown;
  try {
    json = await response.json();
  } catch {
    return { failed: 'unreadable', detail: `${url}: not JSON` };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  return { failed: 'unreadable', detail: `${url}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
};
