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
    if (method !== 'GET')
      return new Response(null, { status: 405, headers: { ...securityHeaders, allow: 'GET' } });
    const file = host === HOST ? files.get(pathname) : undefined;
    if (!file) return new Response(null, { status: 404, headers: securityHeaders });
    return new Response(file.content, { headers: file.headers });
  });
}
