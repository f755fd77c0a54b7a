import { effortMs } from '../effort.ts';

/** Bytes of a large body, of many short names: what `JSON.parse` takes longest for. */
const BYTES = 8 * 1024 * 1024;

const manyNames = (): string => {
  const parts: string[] = [];
  for (let n = 0, bytes = 2; bytes < BYTES; n += 1) {
    const part = `"name${n}":${n}`;
    bytes += part.length + 1;
    parts.push(part);
  }
  return `{${parts.join(',')}}`;
};

let text: string | undefined;

/** How long this thread computes now for a `JSON.parse` of a large body, ms: more where other work shares the processor. */
export function parseMs(): number {
  const large = text ?? manyNames();
  text = large;
  return effortMs(() => JSON.parse(large));
}
