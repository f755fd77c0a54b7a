import { createHash } from 'node:crypto';
import path from 'node:path';

const maxKey = 150;

/** The file of a key below the folder of blobs; the key can be read from the file's name. */
export function blobPath(key: string): string {
  if (key === '' || key.length > maxKey)
    throw new Error(`a blob's key has ${key.length} characters; 1 to ${maxKey} are allowed`);
  const [first, second] = createHash('sha256').update(key).digest('hex');
  return path.join(first ?? '', second ?? '', encodeURIComponent(key).replaceAll('.', '%2E'));
}

/** The key of a file. */
export const blobKey = (file: string): string => decodeURIComponent(path.basename(file));
