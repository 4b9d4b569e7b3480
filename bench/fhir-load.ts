/** The load of bench/fhir.bench.ts, in a process of its own that needs nothing of ours. */
import autocannon from 'autocannon';
import { z } from 'zod';

const Load = z.object({
  url: z.string(),
  seconds: z.number(),
  connections: z.number(),
  method: z.enum(['GET', 'POST']),
  headers: z.record(z.string(), z.string()),
  paths: z.array(z.string()),
  bodies: z.array(z.string()),
});
export type Load = z.infer<typeof Load>;
export const Measure = z.object({ perSecond: z.number(), p99_ms: z.number(), failures: z.number() });
export type Measure = z.infer<typeof Measure>;

/** The paths, or the bodies at the first path, in turn, as fast as the server takes them. */
const load = async ({
  url,
  seconds,
  connections,
  method,
  headers,
  paths,
  bodies,
}: Load): Promise<Measure> => {
  const one = (path: string, body?: string) => ({
    method,
    path,
    headers,
    ...(body !== undefined && { body }),
  });
  const result = await autocannon({
    ...{ url, connections, duration: seconds },
    requests:
      bodies.length > 0 ? bodies.map((body) => one(paths[0] ?? '/', body)) : paths.map((path) => one(path)),
  });
  return {
    perSecond: result['2xx'] / result.duration,
    p99_ms: result.latency.p99,
    // On a machine that does other work a connection may time out; an answer that is no success is a fault.
    failures: result.non2xx,
  };
};

if (process.send !== undefined)
  process.on('message', async (asked) => process.send?.(await load(Load.parse(asked))));
