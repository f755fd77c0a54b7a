import { wordSet } from '../../word-set.ts';

/** Last words in the names of ids. */
export const ids = wordSet('id guid uuid uid serial mac imei arn');

/** What keeps its id as long as it is there, so that an id of it counts however it looks. */
export const durable = wordSet(`
  device host computer machine server node endpoint asset connector interface vm cluster database bucket repository project
  site zone tenant subscription customer workspace user account employee member mailbox group role resource entity object
  target subject policy rule control check monitor sensor domain application app service vault volume disk printer camera`);

/** Last words in the names of places and people: `device_hostname`, `affected_mailbox`, `subscription_key`. */
export const units = wordSet(`
  hostname host computer machine username user mailbox email entity asset resource endpoint repository bucket key domain
  interface volume database queue tenant ip address filename filepath target`);

/** Last words in the names of what kind of error it was: `exception_info.type`, `error_code`. */
export const kinds = wordSet('type code class');

/** Maps by which a monitor tells its alerts apart, whatever they are called. */
export const dimensions = wordSet(
  'dimensions dimension filters groupby groupbys groupbyfields grouplabels groupkeys facets',
);
