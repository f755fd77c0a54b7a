import { existsSync, renameSync } from 'node:fs';
import { KEPT, MANIFEST } from './places.ts';

if (existsSync(KEPT)) renameSync(KEPT, MANIFEST);
