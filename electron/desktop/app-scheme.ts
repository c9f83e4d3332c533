import { protocol } from 'electron';
import { type BuiltFile, securityHeaders } from '../built-files.ts';
import { HOST, SCHEME } from './page-address.ts';

/** Gives `app://` an origin, a secure context and fetch, and nothing more. Must run before the app is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** Answers `app://inspector/…` with the built page's files and everything else with 404 or 405. */
export function serveAppScheme(files: ReadonlyMap<string, BuiltFile>): void {
  protocol.handle(SCHEME, ({ url, method }) => {
    const { host, pathname } = new URL(url);
    if (method !== 'GET') return refusal(405, 'Files are only read.');
    const file = host === HOST ? files.get(pathname) : undefined;
    return file
      ? new Response(file.content, { headers: file.headers })
      : refusal(404, 'There is no such file.');
  });
}

function refusal(status: number, reason: string): Response {
  return new Response(reason, { status, headers: { ...securityHeaders, 'content-type': 'text/plain' } });
}
