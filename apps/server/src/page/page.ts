import { existsSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { sendProblem } from '../http/problem.filter.js';
import { pageHeaders, workerHeaders } from '../http/security-headers.js';
import { routeUnknown } from '../http/unrouted.js';
import { CACHING, PageFile } from './page-file.js';

/** Where the build puts the page, from `dist/apps/server/src/page`. */
const FOLDER = fileURLToPath(new URL('../../../../web/', import.meta.url));

/** The addresses of the screens. All have the same document; its script shows the screen of the address. */
export const SCREENS = [
  '/',
  '/week',
  '/administration',
  '/verify',
  '/negotiations/:id',
  '/negotiations/:id/timeline',
  '/negotiations/:id/record',
  '/negotiations/:id/changes',
  '/negotiations/:id/audit',
  '/negotiations/:id/meetings/:meetingId/brief',
  '/callback',
] as const;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Serves the page. Its files are read at the start, and found by their names: no address leads to another file.
 * @param issuer of the login, from which the page gets its tokens
 */
export const addPage = (fastify: FastifyInstance, issuer: string | undefined, folder = FOLDER) => {
  if (!existsSync(`${folder}index.html`))
    throw new Error(`The page is missing: ${folder}index.html does not exist. Make it with \`npm run build\`.`);
  const document = new PageFile(`${folder}index.html`, 'text/html; charset=utf-8', CACHING.asked);
  const setHeaders = pageHeaders(issuer);
  for (const screen of SCREENS)
    fastify.get(screen, (request, reply) => {
      setHeaders(request, reply);
      return document.answer(request, reply);
    });
  const worker = new PageFile(`${folder}service-worker.js`, TYPES['.js']!, CACHING.asked);
  const setWorkerHeaders = workerHeaders();
  fastify.get('/service-worker.js', (request, reply) => {
    setWorkerHeaders(request, reply);
    return worker.answer(request, reply);
  });
  const assets = new Map(
    readdirSync(`${folder}assets`).flatMap((name) => {
      const type = TYPES[extname(name)];
      return type === undefined ? [] : [[name, new PageFile(`${folder}assets/${name}`, type, CACHING.hashed)]];
    }),
  );
  // One route for all: to add some hundred takes longer than to add all others.
  fastify.get<{ Params: Readonly<{ name: string }> }>('/assets/:name', (request, reply) => {
    const asset = assets.get(request.params.name);
    return asset === undefined ? sendProblem(request, reply, routeUnknown(request)) : asset.answer(request, reply);
  });
};
