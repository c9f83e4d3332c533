import type { Session } from 'electron';
import { PAGE_ORIGIN, SCHEME } from './page-address.ts';

/** The only thing a page may do beyond showing itself: put text on the clipboard when a person asks for it. */
const GRANTED_PERMISSION = 'clipboard-sanitized-write';

export interface SessionPolicy {
  /** Developer tools load their own pages. */
  readonly allowDevTools: boolean;
  readonly log: (line: string) => void;
}

/** Denies a session all permissions but one, all devices, every download and everything that is not this app's own. */
export function restrictSession(session: Session, { allowDevTools, log }: SessionPolicy): void {
  session.setPermissionRequestHandler((_contents, permission, grant, { requestingUrl }) => {
    grant(isGranted(permission, requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isGranted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());

  const schemes = allowDevTools ? [SCHEME, 'devtools'] : [SCHEME];
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !schemes.some((scheme) => url.startsWith(`${scheme}://`));
    if (cancel) log(`Cancelled a request for ${url.slice(0, 200)}`);
    answer({ cancel });
  });
}

function isGranted(permission: string, requester: string): boolean {
  return (
    permission === GRANTED_PERMISSION &&
    (requester === PAGE_ORIGIN || requester.startsWith(`${PAGE_ORIGIN}/`))
  );
}
