import jsonata from 'jsonata';
import { remembered } from '../values/remembered.ts';

/** The syntax tree of an expression, to be read only; throws where it does not compile. Each is asked for several times when a configuration is loaded. */
export const syntaxTreeOf = remembered((expression): unknown => jsonata(expression).ast(), {
  most: 256,
  longest: 4_096,
});
