/**
 * The public pages and the published data, as files. They need no database: when it is down, these still answer, and
 * any web server or CDN can serve the same two folders in our place.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { FRAMEABLE, IMMUTABLE, OPEN, OPEN_PREFLIGHT, PUBLISHED } from '#http/headers.ts';
import { PUBLIC } from '#http/identity.ts';

export type StaticFolders = {
  /** The built web app, served at `/`. */
  readonly web?: string;
  /** Addresses that one page of `web` answers, by its own routing: `/people` is `space.html`. */
  readonly pages?: { readonly file: string; readonly paths: readonly string[] };
  /** The published data, served at `/data/`. Made when it is not there yet: nothing is published before the first day. */
  readonly data?: string;
};

/**
 * The public page asked for as an embedded figure, `?embed=NAME`, is the only one that other sites may frame: pages
 * of those who sign in never are.
 */
const isFrameable = (address: string, { query }: FastifyRequest): boolean =>
  address === '/index.html' && typeof query === 'object' && query !== null && 'embed' in query;

/** The path of a file in its folder, as an address: `/assets/app.js`. Pre-compressed files go by the plain name. */
const addressOf = (folder: string, file: string): string =>
  file
    .slice(folder.length)
    .replaceAll(sep, '/')
    .replace(/\.(?:gz|br)$/, '');

/**
 * Where a page asked for with a slash at the end is found without it, relative to itself: a page names its files
 * beside itself, so `/schedule/` would look for them in a folder that does not exist. Undefined for anything else.
 */
const withoutSlash = (url: string, asked: string, folder: string): string | undefined => {
  const [path = '', query] = url.split('?', 2);
  const page = resolve(folder, `${asked.replace(/\/+$/, '')}.html`);
  if (!path.endsWith('/') || !page.startsWith(folder + sep) || !existsSync(page)) return undefined;
  return `../${basename(page, '.html')}${query === undefined ? '' : `?${query}`}`;
};

/** Serves a file of a folder; a path without a file is not found. A page is found with or without its `.html`. */
const serve = (app: FastifyInstance, prefix: string, folder: string): void => {
  app.get<{ Params: { '*': string } }>(`${prefix}*`, { config: { right: PUBLIC } }, (request, reply) => {
    const elsewhere = withoutSlash(request.url, request.params['*'], folder);
    if (elsewhere !== undefined) return reply.redirect(elsewhere, 301);
    return reply.sendFile(`/${request.params['*']}`, folder);
  });
};

export const registerStaticFolders = (app: FastifyInstance, { web, data, pages }: StaticFolders): void => {
  const webRoot = web === undefined ? undefined : resolve(web);
  const dataRoot = data === undefined ? undefined : resolve(data);
  const root = webRoot ?? dataRoot;
  if (root === undefined) return;

  const setHeaders = (reply: FastifyReply, file: string): void => {
    if (dataRoot !== undefined && file.startsWith(dataRoot + sep)) {
      reply.headers(OPEN).header('cache-control', PUBLISHED);
    } else if (webRoot !== undefined) {
      const address = addressOf(webRoot, file);
      if (isFrameable(address, reply.request)) reply.headers(FRAMEABLE);
      reply.header('cache-control', address.startsWith('/assets/') ? IMMUTABLE : 'no-cache');
    }
  };
  app.register(fastifyStatic, {
    root,
    serve: false,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    index: ['index.html'],
    extensions: ['html'],
    setHeaders,
  });
  if (dataRoot !== undefined) {
    mkdirSync(dataRoot, { recursive: true });
    app.options('/data/*', { config: { right: PUBLIC } }, (_request, reply) =>
      reply.code(204).headers(OPEN_PREFLIGHT).send(),
    );
    serve(app, '/data/', dataRoot);
  }
  if (webRoot !== undefined) {
    for (const path of pages?.paths ?? [])
      app.get(path, { config: { right: PUBLIC } }, (_request, reply) =>
        reply.sendFile(`/${pages?.file}`, webRoot),
      );
    serve(app, '/', webRoot);
  }
};
