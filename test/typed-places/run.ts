import { measure } from './measure.ts';
import { samples } from './samples.ts';

const m = {measured: measure(samples())};
const by = Map.groupBy(m.measured, ({ find }) => find.kind);
for (const [k, v] of by) console.log(k, v.length, v.filter((x) => x.isTyped).length);
console.log(m.measured.length, m.measured.filter((x) => x.isTyped).length);
for (const x of m.measured) if (!x.isTyped) console.log('MISS', x.sample.type, '|', x.sample.name, '|', x.find.kind, '|', x.find.value, '|', x.find.leaf.path);
