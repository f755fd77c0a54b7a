declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** https://www.npmjs.com/package/dynalite, which ships no types. */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
