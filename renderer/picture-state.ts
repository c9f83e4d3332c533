import type { Session } from './session.ts';

/** How true the picture on the page is, in a word or two. */
export interface PictureState {
  readonly word: string;
  readonly tone: 'ok' | 'busy' | 'bad';
  /** The table is known as it is now. */
  readonly isInSync: boolean;
}

/** `paused`: the person froze the table on the page. */
export function pictureState(session: Session, paused: boolean): PictureState {
  const { connection, target, isFollowed, targetError } = session;
  if (connection.status === 'disconnected') return { word: 'disconnected', tone: 'bad', isInSync: false };
  if (connection.status === 'connecting') return { word: 'connecting', tone: 'busy', isInSync: false };
  if (target?.phase === 'lost') return { word: 'lost', tone: 'bad', isInSync: false };
  if (targetError) return { word: 'not open', tone: 'bad', isInSync: false };
  if (target === null || !isFollowed) return { word: 'opening', tone: 'busy', isInSync: false };
  if (target.phase !== 'live') return { word: target.phase, tone: 'busy', isInSync: false };
  if (paused) return { word: 'paused', tone: 'busy', isInSync: true };
  // Without events the picture is as old as the last listing.
  if (target.sysctls.nf_conntrack_events === 0) return { word: 'polling', tone: 'busy', isInSync: true };
  return { word: 'live', tone: 'ok', isInSync: true };
}
