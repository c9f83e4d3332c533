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
  if (target.phase === 'live')
    return paused ? { word: 'paused', tone: 'busy' } : { word: 'live', tone: 'ok' };
  return { word: target.phase, tone: target.phase === 'lost' ? 'bad' : 'busy' };
}
