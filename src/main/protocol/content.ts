import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative } from 'node:path';
import { bare } from '@shared/lookup';
import { protocol } from 'electron';
import { keptPicture } from '../keptPicture';
import { blobPath } from '../store/blobs/blobs';

const TYPES: Record<string, string> = bare({
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
});

/** antd and recharts write style attributes and tags; scripts come from our own files only. OpenLayers makes workers of blobs. */
const CSP: Record<string, string> = bare({
  desk: policy("img-src 'self' data: blob: att:; connect-src 'self'; worker-src 'self' blob:"),
  wall: policy("img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:"),
  workshop: policy("img-src 'self' data: blob:; connect-src 'none'; worker-src 'self' blob:"),
});

function policy(own: string): string {
  return `default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; ${own}; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** Our schemes; all must be named here, once, before the program is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { ...privileges, codeCache: true } },
    // The desk draws kept pictures on a canvas to put them on the clipboard; nobody else may read them.
    { scheme: 'att', privileges: { secure: true, supportFetchAPI: false, corsEnabled: true } },
  ]);
}

/** Serve the windows' files under `app://desk|wall|workshop/` and kept pictures under `att://blob/<sha256>`. */
export function setupProtocol(rendererDir: string, dataDir: string): void {
  protocol.handle('app', (request) => appFile(request, rendererDir));
  protocol.handle('att', (request) => blob(request, dataDir));
}

function refuse(status: number): Response {
  return new Response(null, { status });
}

async function appFile(request: Request, rendererDir: string): Promise<Response> {
  const url = new URL(request.url);
  const csp = CSP[url.host];
  if (!csp || (request.method !== 'GET' && request.method !== 'HEAD')) return refuse(404);
  const path = join(rendererDir, decodeURIComponent(url.pathname));
  const inside = relative(rendererDir, path);
  if (inside.startsWith('..') || isAbsolute(inside)) return refuse(403);
  const type = TYPES[extname(path)];
  if (!type) return refuse(404);
  try {
    const headers = {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': csp,
    };
    return new Response(new Uint8Array(await readFile(path)), { headers });
  } catch {
    return refuse(404);
  }
}

/** Chromium decodes what it is given here: only what was proved to be a picture of one size within the bounds. */
async function blob(request: Request, dataDir: string): Promise<Response> {
  const match = /^att:\/\/blob\/([0-9a-f]{64})$/.exec(request.url);
  if (!match?.[1]) return refuse(404);
  const found = await keptPicture(blobPath(dataDir, match[1]));
  if (found === 'missing') return refuse(404);
  if (found === 'refused') return refuse(415);
  const headers = {
    'content-type': found.mime,
    'x-content-type-options': 'nosniff',
    'cache-control': 'max-age=31536000, immutable',
    'access-control-allow-origin': 'app://desk',
  };
  return new Response(found.bytes, { headers });
}
