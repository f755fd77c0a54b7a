export { problems } from './elasticsearch.ts';
