#!/usr/bin/env node
import { readEnvironment } from '../../local/settings.ts';
import { processIo } from './process-io.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), {
  io: processIo(),
  environment: () => readEnvironment(process.cwd(), process.env),
});
