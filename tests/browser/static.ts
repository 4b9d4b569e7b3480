import { readFile, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type StaticHost = {
  readonly url: string;
  /** What was sent, compressed, by path; a 304 adds nothing. */
  readonly sent: Map<string, number>;
  readonly close: () => Promise<void>;
};

/**
 * The plainest host there is: files under a sub-path, entity tags, compression, and nothing that answers for an
 * interface. What works here works on any host of static files.
 */
export const hostFiles = async (folder: string, prefix = '/campaign/'): Promise<StaticHost> => {
  const sent = new Map<string, number>();
  const server: Server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    if (!path.startsWith(prefix)) return void response.writeHead(404).end();
    const name = normalize(path.slice(prefix.length) || 'index.html');
    if (name.startsWith('..')) return void response.writeHead(404).end();
    try {
      const file = join(folder, name);
      const { mtimeMs, size } = await stat(file);
      const tag = `"${mtimeMs}-${size}"`;
      if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end();
      const body = gzipSync(await readFile(file));
      sent.set(name, (sent.get(name) ?? 0) + body.length);
      response
        .writeHead(200, {
          'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
          'content-encoding': 'gzip',
          etag: tag,
          'cache-control': 'no-cache',
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the host has no port');
  return {
    url: `http://127.0.0.1:${address.port}${prefix}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
