import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

/** One file of the page as it is served: the same from `app://` and over HTTP. */
export interface BuiltFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Buffer<ArrayBuffer>;
}

/** The page may load its own files and nothing else; nobody may frame it. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer of either shell, also with refusals. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Keeps other sites from embedding these files and from holding a handle on this window.
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** What a built page consists of. Anything else in the folder, such as source maps, is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built page into memory: every path that may be asked for, with its answer. Since a request is only looked
 * up here and never becomes a file name, no spelling of it can reach another file.
 */
export function readBuiltFiles(folder: string): ReadonlyMap<string, BuiltFile> {
  const files = new Map<string, BuiltFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = contentTypes[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = pathOf(folder, entry);
    const headers = { ...securityHeaders, 'content-type': type, 'cache-control': cacheControl(path) };
    files.set(path, { headers, content: readFileSync(join(entry.parentPath, entry.name)) });
  }
  const start = files.get('/index.html');
  if (!start) throw new Error(`There is no built page in ${folder}. Run "npm run build" first.`);
  return files.set('/', start);
}

function pathOf(folder: string, entry: Dirent): string {
  return `/${relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')}`;
}

/** Names in assets/ hold a hash of their content, so over a slow line they are fetched but once. */
function cacheControl(path: string): string {
  return path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
