import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Who may talk to this server: a browser that has exchanged a token for the session cookie.
 *
 * A token is good for one exchange, then a fresh one takes its place. The address that holds it gets around: it is on the
 * command line of the browser that is started, which every user of the machine can read, and in terminals and their
 * logs. So it must be worthless once used; and whoever is refused because another was first gets to know it. The
 * cookie holds for all pages of that browser until the server ends.
 */
export interface SignIn {
  /** The token that the next exchange takes. */
  token(): string;
  /** Takes a token; answers the Set-Cookie value, or null when the token is wrong or used. */
  exchange(token: string): string | null;
  /** Whether a Cookie header holds the session. */
  isSignedIn(cookies: string | undefined): boolean;
}

/** Starts without anybody let in. `onUsed` is called when the token was used and another has taken its place. */
export function createSignIn(onUsed: () => void): SignIn {
  // Cookies are not kept apart by port: each server needs a name of its own.
  const name = `conntrack-inspector-${randomBytes(6).toString('hex')}`;
  const session = createSecret();
  let token = createSecret();
  return {
    token: () => token,
    exchange(offered) {
      // 256 random bits cannot be guessed at any rate, so attempts are not counted: counting would lock people out.
      if (!isSame(offered, token)) return null;
      token = createSecret();
      onUsed();
      return `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`;
    },
    isSignedIn(cookies = '') {
      const pairs = cookies.split(';').map((pair) => pair.trim());
      return pairs.some(
        (pair) => pair.startsWith(`${name}=`) && isSame(pair.slice(name.length + 1), session),
      );
    },
  };
}

function createSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing about where two texts differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
