/** The scheme that the desktop app serves its page under. */
export const SCHEME = 'app';
export const HOST = 'inspector';
/** The one origin whose messages are heard. */
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;
/** The one address that a window shows. */
export const PAGE_URL = `${PAGE_ORIGIN}/`;
