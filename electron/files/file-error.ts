import { basename } from 'node:path';
import { InspectorError } from '../../shared/errors.ts';

/** What errnos of files mean for a person, and what helps. */
const explanations: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOSPC: ['There is no room left on the disk.', 'Make room, or choose another place.'],
  EDQUOT: ['Your quota on this disk is used up.', 'Make room, or choose another place.'],
  EFBIG: ['The file would be larger than is allowed there.', 'Choose another place.'],
  EACCES: ['You may not use this file or folder.', 'Choose another place, or change its permissions.'],
  EPERM: ['You may not use this file or folder.', 'Choose another place, or change its permissions.'],
  EROFS: ['This disk can only be read.', 'Choose another place.'],
  ENOENT: ['The file or its folder is gone.', 'Choose the file again.'],
  EISDIR: ['This is a folder.', 'Choose a file.'],
  ENOTDIR: ['The folder is gone.', 'Choose the file again.'],
  EIO: ['The disk failed.', 'Look into the kernel’s log.'],
};

/** An error of a file in words; what is none passes as it is. The page learns the file's name, not where it is. */
export function toFileError(thrown: unknown, operation: string, path: string): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return thrown;
  if (thrown instanceof InspectorError) return thrown;
  const [message, hint] = explanations[thrown.code] ?? [
    `The file cannot be used (${thrown.code}).`,
    'Choose another.',
  ];
  const subject = basename(path);
  return new InspectorError({ code: 'file-failed', operation, message, subject, errno: thrown.code, hint });
}
