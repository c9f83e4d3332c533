import type { Session } from './session.ts';

/** How true the picture on the page is, in a word or two. */
export interface PictureState {
  readonly word: string;
  readonly tone: 'ok' | 'busy' | 'bad';
}

/** `paused`: the person froze the table on the page. */
export function pictureState({ connection, target, targetError }: Session, paused: boolean): PictureState {
  if (connection.status === 'disconnected') return { word: 'disconnected', tone: 'bad' };
  if (connection.status === 'connecting') return { word: 'connecting', tone: 'busy' };
  if (target === null)
    return targetError ? { word: 'not open', tone: 'bad' } : { word: 'opening', tone: 'busy' };
  if (target.phase === 'live') {
    if (paused) return { word: 'paused', tone: 'busy' };
    // Without events the picture is as old as the last listing.
    return target.sysctls.nf_conntrack_events === 0
      ? { word: 'polling', tone: 'busy' }
      : { word: 'live', tone: 'ok' };
  }
  return { word: target.phase, tone: target.phase === 'lost' ? 'bad' : 'busy' };
}
