/** DynamoDB's limits (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */

export const MAX_PARTITION_KEY_BYTES = 2048;
export const MAX_SORT_KEY_BYTES = 1024;
export const MAX_ITEM_BYTES = 400 * 1024;
/** Of a number; exponents go from -130 to 125. */
export const MAX_DIGITS = 38;
/** Of an attribute. */
export const MAX_NAME_BYTES = 64 * 1024 - 1;
/** Lists and maps in each other; the item is the first of them. */
export const MAX_DEPTH = 32;

export const MAX_EXPRESSION_BYTES = 4 * 1024;
/** Operators and functions of one expression. */
export const MAX_OPERATORS = 300;
/** Operands of `IN`. */
export const MAX_IN = 100;
/** Of `#name` and `:value` in an expression. */
export const MAX_PLACEHOLDER_BYTES = 255;
/** All names and values of a request together. */
export const MAX_SUBSTITUTED_BYTES = 2 * 1024 * 1024;

/** Keys of one BatchGetItem. */
export const MAX_BATCH_READS = 100;
/** Puts and deletes of one BatchWriteItem. */
export const MAX_BATCH_WRITES = 25;
/** Actions of one transaction, and what they hold. */
export const MAX_TRANSACTION = 100;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
