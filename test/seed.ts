import fc from 'fast-check';

const said = process.env['SEED'];

// A change fails by what it changed and not by chance. Other seeds are tried on purpose, by `npm run explore`.
if (said !== 'any') fc.configureGlobal({ seed: Number(said ?? 1) });
